import { count, lastValueFrom } from 'rxjs';
import { expect, it } from 'vitest';
import { freshFolder } from '../testing/fresh-folder.ts';
import { fileLog, type FileLog } from './file-log.ts';

const ENTRIES = 500_000;
const payload = new Uint8Array(200).fill(7);

/** Appends all entries, 256 at a time. */
async function append(log: FileLog): Promise<void> {
  let next = 0;
  const chain = async (): Promise<void> => {
    while (next < ENTRIES) await log.append('events', payload, { id: `worker-3/${next++}` });
  };
  await Promise.all(Array.from({ length: 256 }, chain));
}

/** The bytes in use when the collector has run. */
function inUse(): number {
  for (let turn = 0; turn < 3; turn++) globalThis.gc!();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

it('a log in files of 100 MB keeps no payload in memory, written, opened or read', async () => {
  const folder = freshFolder();
  const writer = fileLog(folder, { sync: 'never' });
  const before = inUse();
  await append(writer);
  const grownBy = [inUse() - before];
  await writer.close();
  const log = fileLog(folder);
  grownBy.push(inUse() - before);
  expect(await lastValueFrom(log.read('events', 0, { until: 'end' }).pipe(count()))).toBe(ENTRIES);
  grownBy.push(inUse() - before);
  console.log(`grown by ${grownBy.map(bytes => (bytes / 1e6).toFixed(1)).join(', ')} MB`);
  // The 100,000 to 200,000 ids that are remembered have about 150 bytes each.
  expect(Math.max(...grownBy)).toBeLessThan(60e6);
  await log.close();
});
