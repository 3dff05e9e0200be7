import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import {
  columnsCodec,
  jsonCodec,
  memoryLog,
  readTopic,
  tensorsCodec,
  topic,
  toLog,
  type Codec,
  type LogEntry,
} from '@thalweg/log';
import { fileLog } from '@thalweg/node';
import { tensor } from '@thalweg/tensor';
import { lastValueFrom, of, toArray } from 'rxjs';
import { changedBytes, type Word } from '../inputs/changed-bytes.ts';
import type { Door } from './door.ts';

/** Payloads of a codec that are changed, and decoded. */
function codecDoor<T>(codec: Codec<T>, values: readonly T[], words?: (bytes: Uint8Array) => Word[]): Door<Uint8Array> {
  const payloads = values.map(value => codec.encode(value));
  return {
    draw(chance) {
      const payload = chance.of(payloads);
      return changedBytes(payload, chance, words && { words: words(payload) });
    },
    open: bytes => codec.decode(bytes),
  };
}

/** Records in columns. */
export function columnsDoor(): Door<Uint8Array> {
  const codec = columnsCodec() as Codec<unknown>;
  return codecDoor(codec, [
    { a: 1, b: 'x', c: true },
    { id: Int32Array.of(1, 2, 3), text: ['a', 'ß', ''], value: Float64Array.of(1, NaN, 3) },
  ]);
}

/** Named tensors. */
export function tensorsDoor(): Door<Uint8Array> {
  const codec = tensorsCodec() as Codec<unknown>;
  return codecDoor(codec, [{ w: tensor([[1, 2], [3, 4]]), n: tensor([1], { dtype: 'int32' }) }, { x: tensor(2) }]);
} // prettier-ignore

/** Values as JSON. */
export function jsonPayloadDoor(): Door<Uint8Array> {
  return codecDoor(jsonCodec<unknown>(), [{ a: [1, 2, { b: null }], text: 'ß' }, 'x', 3]);
}

const numbers = topic('numbers', jsonCodec<number>());

async function someEntries(): Promise<LogEntry[]> {
  const log = memoryLog();
  await lastValueFrom(of(1, 2, 3, 4, 5).pipe(toLog(log, numbers)));
  return lastValueFrom(log.read('numbers', 0, { until: 'end' }).pipe(toArray()));
}

/** Entries of a topic that anybody may have written, of which a reader skips what is damaged. */
export async function entriesDoor(): Promise<Door<LogEntry[]>> {
  const entries = await someEntries();
  return {
    draw: chance =>
      entries.map(entry => (chance.is(0.5) ? { ...entry, bytes: changedBytes(entry.bytes, chance) } : entry)),
    async open(changed) {
      const log = memoryLog();
      for (const { bytes } of changed) await log.append('numbers', bytes);
      const read = lastValueFrom(readTopic(log, numbers, { until: 'end', onDamaged: 'skip' }).pipe(toArray()));
      const values = (await read).map(({ value }) => value);
      if (values.some((value, n) => !(value > (values[n - 1] ?? 0) && value <= 5)))
        throw new Error(`a value that nobody wrote: ${JSON.stringify(values)}`);
    },
  };
}

interface LogFiles {
  readonly [path: string]: Uint8Array;
}

function filesIn(folder: string, below = ''): LogFiles {
  const files: Record<string, Uint8Array> = {};
  for (const name of readdirSync(join(folder, below))) {
    const path = join(below, name);
    if (statSync(join(folder, path)).isDirectory()) Object.assign(files, filesIn(folder, path));
    else files[path] = new Uint8Array(readFileSync(join(folder, path)));
  }
  return files;
}

/** Files of a log with changed frames, whose checksums are right now and then. */
export async function fileLogDoor(): Promise<Door<LogFiles>> {
  const folder = mkdtempSync('sample-');
  const log = fileLog(folder);
  await lastValueFrom(of(1, 2, 3, 4, 5).pipe(toLog(log, numbers)));
  await log.swap('key', 0, Uint8Array.of(1, 2, 3));
  await log.close();
  const files = filesIn(folder);
  rmSync(folder, { recursive: true });
  const named = Object.keys(files).filter(name => files[name]!.length > 40);
  const frameWords = (file: Uint8Array): Word[] => {
    const words: Word[] = [];
    for (let at = 0; at + 40 <= file.length; at += 8 + new DataView(file.buffer, file.byteOffset).getUint32(at + 4, true))
      words.push({ at: at + 4, width: 4 }, { at: at + 8, width: 1 }, { at: at + 9, width: 1 }, { at: at + 10, width: 2 }, { at: at + 16, width: 8 }, { at: at + 32, width: 8 });
    return words;
  };
  return {
    draw(chance) {
      const name = chance.of(named);
      const changed = changedBytes(files[name]!, chance, { words: frameWords(files[name]!) });
      return { ...files, [name]: chance.is(0.6) ? withChecksums(changed) : changed };
    },
    async open(changed) {
      const folder = mkdtempSync('log-');
      try {
        await readFiles(folder, changed);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  };
} // prettier-ignore

async function readFiles(folder: string, files: LogFiles): Promise<void> {
  const { mkdirSync } = await import('node:fs');
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  const log = fileLog(folder);
  try {
    await lastValueFrom(log.read('numbers', 0, { until: 'end' }).pipe(toArray()));
    await log.append('numbers', Uint8Array.of(1));
  } finally {
    await log.close();
  }
}

/** Writes the checksums of frames as far as they follow each other. */
function withChecksums(file: Uint8Array): Uint8Array {
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  for (let at = 0; at + 40 <= file.length;) {
    const end = at + 8 + view.getUint32(at + 4, true);
    if (end > file.length) break;
    view.setUint32(at, crc32(file.subarray(at + 4, end)), true);
    at = end;
  }
  return file;
}
