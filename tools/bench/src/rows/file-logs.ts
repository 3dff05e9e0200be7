import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { fileLog, type FileLog } from '@thalweg/node';
import type { RatioRow } from './ratio-row.ts';
import { bySize, once } from './turns.ts';

const PAYLOAD = new Uint8Array(200).fill(7);

/** A log in files: how it is opened, and how it brings entries to the disk. */
export const fileLogs: readonly RatioRow[] = [
  {
    name: 'logs: a log of 500,000 entries of 200 bytes in files is opened',
    ours: 'fileLog',
    reference: 'its files read, with a checksum over all',
    // A gigabyte a minute, where the reading of 130 MB takes 0.1 s.
    bar: 60,
    turns: 5,
    async prepare(size) {
      const folder = mkdtempSync(join(tmpdir(), 'log-'));
      const writer = fileLog(folder, { sync: 'never' });
      await append(writer, bySize(size, 500_000, 1000), 256);
      await writer.close();
      return {
        ours: async () => {
          const start = performance.now();
          const log = fileLog(folder);
          const taken = 1000 * (performance.now() - start);
          await log.close();
          return taken;
        },
        reference: once(() => void checksums(folder)),
        close: () => rmSync(folder, { recursive: true }),
      };
    },
  },
  {
    name: 'logs: an entry comes to the disk, 64 at a time',
    ours: '64 at a time',
    reference: 'one at a time',
    bar: 1 / 3,
    turns: 3,
    prepare(size) {
      const folder = mkdtempSync(join(tmpdir(), 'log-'));
      const log = fileLog(folder);
      const each = async (entries: number, inFlight: number): Promise<number> => {
        const start = performance.now();
        await append(log, entries, inFlight);
        return (1000 * (performance.now() - start)) / entries;
      };
      return {
        ours: () => each(bySize(size, 20_000, 256), 64),
        reference: () => each(bySize(size, 500, 20), 1),
        close: async () => {
          await log.close();
          rmSync(folder, { recursive: true });
        },
      };
    },
  },
];

let ids = 0;

/** Appends so many entries, so many at a time. */
async function append(log: FileLog, entries: number, inFlight: number): Promise<void> {
  let next = 0;
  const chain = async (): Promise<void> => {
    while (next++ < entries) await log.append('events', PAYLOAD, { id: `worker-3/${ids++}` });
  };
  await Promise.all(Array.from({ length: inFlight }, chain));
}

/** Reads all files of a folder, and returns the sum of their checksums. */
function checksums(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + crc32(readFileSync(join(parentPath, name))), 0);
}
