import type * as NodeFs from 'node:fs';
import { join } from 'node:path';
import { LogError } from '@thalweg/log';
import { firstValueFrom, lastValueFrom, toArray } from 'rxjs';
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { fileLog, type FileLog } from '../index.ts';
import { age } from '../testing/age.ts';
import { freshFolder } from '../testing/fresh-folder.ts';

/** The call of the file system that fails, among those with a name, and how often it does from then on. */
const disk = vi.hoisted(() => ({ code: 'EIO', failing: '', at: Infinity, times: 1, calls: 0 }));

// Test files share their modules: this one needs some that see the mock, and none after it may.
vi.hoisted(() => vi.resetModules());
afterAll(() => void vi.resetModules());

vi.mock('node:fs', async original => {
  const real = await original<typeof NodeFs>();
  type Call = (...given: never[]) => unknown;
  const fails = (name: string): Error | undefined => {
    if (disk.failing !== name || ++disk.calls < disk.at || disk.calls >= disk.at + disk.times) return undefined;
    return Object.assign(new Error(`${disk.code}: injected, ${name}`), { code: disk.code, syscall: name });
  };
  const sync = (name: string, call: Call): Call =>
    ((...given: never[]) => {
      const error = fails(name);
      if (error !== undefined) throw error;
      return call(...given);
    }) as Call;
  const withCallback = (name: string, call: Call): Call =>
    ((...given: unknown[]) => {
      const error = fails(name);
      if (error === undefined) return call(...(given as never[]));
      queueMicrotask(() => (given.at(-1) as (error: Error) => void)(error));
      return undefined;
    }) as Call;
  const all = real as unknown as Record<string, Call>;
  const mocked = (names: readonly string[], make: typeof sync): Record<string, Call> =>
    Object.fromEntries(names.map(name => [name, make(name, all[name]!)]));
  const { writev } = real;
  // What `promisify` makes of it must see the fault too.
  const callbacks = mocked(['fdatasync'], withCallback);
  const torn = ((
    descriptor: number,
    pieces: Uint8Array[],
    position: number,
    done: (error: Error | null, count?: number) => void,
  ) => {
    const error = fails('writev');
    // Half of the bytes come to the disk.
    if (error === undefined) return writev(descriptor, pieces, position, done as never);
    const half = Buffer.concat(pieces).subarray(0, Math.ceil(Buffer.concat(pieces).length / 2));
    return writev(descriptor, [half], position, () => done(error));
  }) as unknown as typeof writev;
  Object.defineProperty(torn, Symbol.for('nodejs.util.promisify.custom'), {
    value: (descriptor: number, pieces: Uint8Array[], position: number) =>
      new Promise((resolve, reject) => {
        torn(descriptor, pieces, position, ((error: Error | null, bytesWritten: number) =>
          error === null ? resolve({ bytesWritten }) : reject(error)) as never);
      }),
  });
  const names = ['openSync', 'fsyncSync', 'renameSync', 'writeSync', 'readFileSync', 'readdirSync', 'ftruncateSync'];
  return { ...real, ...mocked(names, sync), ...callbacks, writev: torn };
});

afterEach(() => void Object.assign(disk, { failing: '', at: Infinity, calls: 0 }));

const payloadOf = (number: number): Uint8Array => new Uint8Array(40 + number).fill(number);

/** Writes twelve entries and keys to a log, each again with its id until it is acknowledged, and opens it again where it is broken. */
async function written(folder: string): Promise<{ refusals: number; told: string[] }> {
  const told: string[] = [];
  let refusals = 0;
  let log: FileLog | undefined;
  const again = async <T>(work: (log: FileLog) => Promise<T>): Promise<T> => {
    for (let attempt = 0; ; attempt++) {
      try {
        log ??= fileLog(folder, { segmentBytes: 300 });
        return await work(log);
      } catch (error) {
        if (!(error instanceof LogError) || error.reason !== 'unavailable' || attempt > 5) throw error;
        refusals++;
        // What could not be brought to the disk is forgotten by the system: the log is opened again.
        if (attempt > 0) {
          await log?.close().catch(() => undefined);
          log = undefined;
          age(folder);
        }
      }
    }
  };
  let version = 0;
  for (let number = 1; number <= 12; number++) {
    const sequence = await again(log => log.append('a', payloadOf(number), { id: `i${number}` }));
    told.push(`${sequence} ${number}`);
    // A swap that was refused may have been stored: its writer looks.
    version = await again(async log => {
      const swapped = await log.swap('key', version, payloadOf(number));
      return swapped ?? (await firstValueFrom(log.watch('key'))).version;
    });
  }
  await log!.close().catch(() => refusals++);
  return { refusals, told };
}

it.each([
  ['writev', 'EIO'],
  ['fdatasync', 'EIO'],
  ['fsyncSync', 'EIO'],
  ['renameSync', 'EIO'],
  ['writeSync', 'EIO'],
  ['openSync', 'EMFILE'],
  ['readFileSync', 'EMFILE'],
  ['readdirSync', 'ESTALE'],
])('a log loses nothing and has nothing twice if any call of %s fails with %s, once or twice in a row', async (failing, code) => {
  let failed = 0;
  for (const times of [1, 2])
    for (let at = 1; ; at++) {
      const folder = join(freshFolder(), 'log');
      Object.assign(disk, { failing, code, at, times, calls: 0 });
      const { refusals, told } = await written(folder);
      const isOver = disk.calls < at;
      Object.assign(disk, { failing: '', at: Infinity });
      age(folder);
      const log = fileLog(folder);
      const entries = await lastValueFrom(log.read('a', 0, { until: 'end' }).pipe(toArray()));
      const place = `call ${at} of ${failing}`;
      expect(entries.map(({ sequence, bytes }) => `${sequence} ${bytes[0]}`), place).toEqual(told);
      expect(told, place).toEqual(Array.from({ length: 12 }, (_, i) => `${i + 1} ${i + 1}`));
      expect((await firstValueFrom(log.watch('key'))).bytes, place).toEqual(payloadOf(12));
      await log.close();
      if (isOver) break;
      failed += Math.min(1, refusals);
    }
  expect(failed).toBeGreaterThan(0);
}); // prettier-ignore
