import { count, lastValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { freshFolder } from '../testing/fresh-folder.ts';
import { fileLog, type FileLog } from './file-log.ts';

const bytes = new Uint8Array(200).fill(7);

/** Appends so many entries of 200 bytes, so many at a time, and returns the milliseconds. */
async function appended(log: FileLog, entries: number, inFlight: number): Promise<number> {
  const start = performance.now();
  let next = 0;
  const append = async (): Promise<void> => {
    while (next < entries) {
      const id = `worker-3/${next++}`;
      await log.append('events', bytes, { id });
    }
  };
  await Promise.all(Array.from({ length: inFlight }, append));
  return performance.now() - start;
}

/** The bytes in use when the collector has run. */
function inUse(): number {
  for (let turn = 0; turn < 3; turn++) globalThis.gc!();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

describe('a log in files', () => {
  it('is opened at a rate of at least 1 GB a minute, and keeps no payload in memory', async () => {
    const folder = freshFolder();
    const entries = 500_000;
    const writer = fileLog(folder, { sync: 'never' });
    const before = inUse();
    await appended(writer, entries, 256);
    const grownBy = { writing: inUse() - before, opening: NaN, reading: NaN };
    await writer.close();
    const start = performance.now();
    const log = fileLog(folder);
    const opening = performance.now() - start;
    grownBy.opening = inUse() - before;
    const reading = performance.now();
    expect(await lastValueFrom(log.read('events', 0, { until: 'end' }).pipe(count()))).toBe(entries);
    const perSecond = Math.round((1000 * entries) / (performance.now() - reading));
    grownBy.reading = inUse() - before;
    console.log({ opening, megabytes: (entries * bytes.length) / 1e6, readPerSecond: perSecond, grownBy });
    expect(opening).toBeLessThan((60_000 * entries * bytes.length) / 1e9);
    // Of 100 MB of payloads. The 100,000 to 200,000 ids that are remembered have about 150 bytes each.
    expect(Math.max(...Object.values(grownBy))).toBeLessThan(60e6);
    await log.close();
  });

  it('brings many entries that wait to the disk at once', async () => {
    const log = fileLog(freshFolder());
    await appended(log, 200, 64);
    const alone = (await appended(log, 500, 1)) / 500;
    const together = (await appended(log, 20_000, 64)) / 20_000;
    console.log({ alonePerSecond: Math.round(1000 / alone), togetherPerSecond: Math.round(1000 / together) });
    expect(alone / together).toBeGreaterThan(3);
    await log.close();
  });
});
