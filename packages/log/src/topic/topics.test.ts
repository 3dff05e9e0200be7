import { finalize, firstValueFrom, lastValueFrom, map, of, Subject, toArray } from 'rxjs';
import { DataError, fromIterable } from '@thalweg/data';
import { describe, expect, it, vi } from 'vitest';
import { memoryLog } from '../memory/memory-log.ts';
import type { Log, LogEntry } from '../port/log.ts';
import { LogError } from '../port/log-error.ts';
import { fromLog } from './from-log.ts';
import { jsonCodec } from './json-codec.ts';
import type { DroppedCounts } from './message.ts';
import { readTopic } from './read-topic.ts';
import { toLog } from './to-log.ts';
import { topic } from './topic.ts';
import { topicWriter } from './topic-writer.ts';

const numbers = topic('numbers', jsonCodec<number>());
const words = topic('words', jsonCodec<string>());

/** A log that does some things in another way. */
function changed(log: Log, changes: Partial<Log>): Log {
  return {
    append: (...args) => log.append(...args),
    read: (...args) => log.read(...args),
    swap: (...args) => log.swap(...args),
    watch: key => log.watch(key),
    ...changes,
  };
}

function flippedBytes(bytes: Uint8Array): Uint8Array {
  const other = bytes.slice();
  other[bytes.length >> 1]! ^= 4;
  return other;
}

const flipped = (entry: LogEntry): LogEntry => ({ ...entry, bytes: flippedBytes(entry.bytes) });

/** Reads what there is. */
async function present(log: Log, onDropped?: (counts: DroppedCounts) => void): Promise<number[]> {
  const all$ = readTopic(log, numbers, { until: 'end', onDamaged: 'skip', onDropped }).pipe(toArray());
  return (await lastValueFrom(all$)).map(({ value }) => value);
}

describe('a topic', () => {
  it('refuses what a log gives in place of entries, in the stream', async () => {
    for (const wrong of [undefined, 7, { value: 1 }, { sequence: 1, bytes: [1, 2] }]) {
      const log = changed(memoryLog(), { read: () => of(wrong) as never });
      const read = lastValueFrom(readTopic(log, numbers).pipe(toArray()));
      await expect(read).rejects.toThrow(LogError);
      await expect(read).rejects.toThrow('readTopic: a log must give entries with a sequence and bytes, got ');
    }
  });

  it('gives each value once, with who wrote it', async () => {
    const log = memoryLog();
    const writer = topicWriter(log, numbers, { producer: 'a' });
    await writer.append(7);
    await writer.append(8);
    const seen = await lastValueFrom(readTopic(log, numbers, { until: 'end' }).pipe(toArray()));
    expect(
      seen.map(({ name, value, producer, count, epoch, sequence }) => ({
        name,
        value,
        producer,
        count,
        epoch,
        sequence,
      })),
    ).toEqual([
      { name: 'numbers', value: 7, producer: 'a', count: 1, epoch: 0, sequence: 1 },
      { name: 'numbers', value: 8, producer: 'a', count: 2, epoch: 0, sequence: 2 },
    ]);
  });

  it('gives values of several topics in the order of the log', async () => {
    const log = memoryLog();
    const [a, b] = [topicWriter(log, numbers, { producer: 'a' }), topicWriter(log, words, { producer: 'b' })];
    await a.append(1);
    await b.append('two');
    await a.append(3);
    const values = fromLog(log, { number: numbers, word: words }, { until: 'end' });
    expect(await lastValueFrom(values.pipe(toArray()))).toEqual([
      { name: 'number', value: 1 },
      { name: 'word', value: 'two' },
      { name: 'number', value: 3 },
    ]);
  });

  it('drops what a log without memory of ids stored twice, also out of order', async () => {
    const log = memoryLog();
    const forgetful = changed(log, { append: (name, bytes) => log.append(name, bytes) });
    const writer = topicWriter(forgetful, numbers, { producer: 'a' });
    const counts: DroppedCounts[] = [];
    for (const count of [1, 2, 2, 4, 3, 4, 3, 1, 5]) await writer.append(10 * count, { count });
    expect(await present(log, now => counts.push(now))).toEqual([10, 20, 40, 30, 50]);
    expect(counts.at(-1)).toEqual({ duplicates: 4, deposed: 0, damaged: 0 });
  });

  it('drops what a writer of an ended epoch wrote, where the log stores it', async () => {
    const log = memoryLog();
    const lax = changed(log, { append: (name, bytes, { id } = {}) => log.append(name, bytes, { id }) });
    const old = topicWriter(lax, numbers, { producer: 'a', epoch: 1 });
    const young = topicWriter(lax, numbers, { producer: 'b', epoch: 2 });
    await old.append(1);
    await young.append(2);
    await old.append(3);
    expect(await present(log)).toEqual([1, 2]);
    const strict = topicWriter(log, numbers, { producer: 'c', epoch: 1 });
    await topicWriter(log, numbers, { producer: 'd', epoch: 2 }).append(4);
    await expect(strict.append(5)).rejects.toMatchObject({ reason: 'deposed' });
  });
});

it('fails as what allows messages does, and then reads no more', async () => {
  const log = memoryLog();
  await topicWriter(log, numbers, { producer: 'a' }).append(7);
  const demand = new Subject<number>();
  const [seen, errors]: [unknown[], unknown[]] = [[], []];
  readTopic(log, numbers, { demand }).subscribe({
    next: ({ value }) => seen.push(value),
    error: error => errors.push(error),
  });
  demand.error('no more');
  demand.next(1);
  expect([seen, errors]).toEqual([[], ['no more']]);
});

describe('a damaged payload', () => {
  it('is read again if it was damaged on the way', async () => {
    const log = memoryLog();
    await topicWriter(log, numbers, { producer: 'a' }).append(1);
    let readings = 0;
    const noisy = changed(log, {
      read: (...args) => log.read(...args).pipe(map(entry => (++readings < 3 ? flipped(entry) : entry))),
    });
    expect(await firstValueFrom(readTopic(noisy, numbers))).toMatchObject({ value: 1 });
    expect(readings).toBe(3);
  });

  it('is not skipped as long as the damage differs from reading to reading', async () => {
    const log = memoryLog();
    await topicWriter(log, numbers, { producer: 'a' }).append(1);
    let readings = 0;
    const noisy = changed(log, {
      read: (...args) =>
        log
          .read(...args)
          .pipe(
            map(entry =>
              ++readings < 10
                ? { ...entry, bytes: entry.bytes.map((byte, i) => (i === readings ? byte ^ 1 : byte)) }
                : entry,
            ),
          ),
    });
    expect(await firstValueFrom(readTopic(noisy, numbers, { onDamaged: 'skip' }))).toMatchObject({ value: 1 });
    expect(readings).toBe(10);
  });

  it('ends the stream, or is skipped and counted', async () => {
    const log = memoryLog();
    const writer = topicWriter(log, numbers, { producer: 'a' });
    await log.append('numbers', new Uint8Array(100));
    await writer.append(2);
    const failed = lastValueFrom(readTopic(log, numbers, { until: 'end' }));
    await expect(failed).rejects.toMatchObject({ reason: 'damaged' });
    await expect(failed).rejects.toThrow('at sequence 1 of numbers, or it was not written by toLog or topicWriter');
    const counts: DroppedCounts[] = [];
    expect(await present(log, now => counts.push(now))).toEqual([2]);
    expect(counts).toEqual([{ duplicates: 0, deposed: 0, damaged: 1 }]);
  });

  it('is written again by a writer that verifies', async () => {
    const log = memoryLog();
    let writes = 0;
    const noisy = changed(log, {
      append: (name, bytes, options) => log.append(name, ++writes === 1 ? flippedBytes(bytes) : bytes, options),
    });
    expect(await topicWriter(noisy, numbers, { producer: 'a', verify: true }).append(5)).toBe(2);
    expect(await present(log)).toEqual([5]);
  });
});

describe('a value that its codec cannot decode', () => {
  it('is told with its topic and its place, or is skipped', async () => {
    const log = memoryLog();
    const cause = new SyntaxError('no number');
    const strict = topic('numbers', {
      encode: (value: number) => Uint8Array.of(value),
      decode: ([byte = 0]: Uint8Array) => {
        if (byte === 13) throw cause;
        return byte;
      },
    });
    const writer = topicWriter(log, strict, { producer: 'a' });
    for (const value of [1, 13, 2]) await writer.append(value);
    const failed = lastValueFrom(readTopic(log, strict, { until: 'end' }));
    await expect(failed).rejects.toBeInstanceOf(DataError);
    await expect(failed).rejects.toMatchObject({
      message:
        'readTopic: a codec must decode what was written, got SyntaxError: no number at sequence 2 of numbers. ' +
        "Read it with the codec that wrote it, or skip and count it with onDamaged: 'skip'.",
      cause,
    });
    const all$ = readTopic(log, strict, { until: 'end', onDamaged: 'skip' }).pipe(toArray());
    expect((await lastValueFrom(all$)).map(({ value }) => value)).toEqual([1, 2]);
  });
});

describe('topics', () => {
  it('in an array are refused, with the way to name them', () => {
    const given = [numbers, words] as unknown as { readonly number: typeof numbers };
    const refused = 'there must be a topic, or several by name, got an array. Name them: { first, second }.';
    expect(() => fromLog(memoryLog(), given)).toThrow(`fromLog: ${refused}`);
    expect(() => readTopic(memoryLog(), given)).toThrow(`readTopic: ${refused}`);
  });
});

describe('fromLog', () => {
  it('resumes from each offset, as JSON, to the same further values', async () => {
    const log = memoryLog();
    const writer = topicWriter(changed(log, { append: (name, bytes) => log.append(name, bytes) }), numbers, {
      producer: 'a',
    });
    for (const count of [1, 2, 4, 2, 3, 5, 3, 6]) await writer.append(count, { count });
    const iterator = fromLog(log, numbers, { until: 'end' }).open();
    const offsets = [iterator.offset];
    while (iterator.next() !== undefined) offsets.push(iterator.offset);
    const whole = [1, 2, 4, 3, 5, 6];
    for (const [i, offset] of offsets.slice(0, -1).entries()) {
      const from = fromLog(log, numbers, { until: 'end' }).open(JSON.parse(JSON.stringify(offset)) as typeof offset);
      expect(whole.slice(i).map(() => from.next())).toEqual(whole.slice(i));
      expect(from.next()).toBeUndefined();
    }
  });

  it('counts what it dropped anew for each reading', async () => {
    const log = memoryLog();
    const writer = topicWriter(changed(log, { append: (name, bytes) => log.append(name, bytes) }), numbers, {
      producer: 'a',
    });
    for (const count of [1, 1]) await writer.append(count, { count });
    const dataset = fromLog(log, numbers, { until: 'end' });
    const counts: number[] = [];
    dataset.dropped.subscribe(({ duplicates }) => counts.push(duplicates));
    for (let reading = 0; reading < 2; reading++) {
      const iterator = dataset.open();
      while (iterator.next() !== undefined);
    }
    expect(counts).toEqual([0, 1, 0, 1]);
  });

  it('waits for further values, and leaves nothing behind', async () => {
    const log = memoryLog();
    const left = vi.fn();
    const watched = changed(log, { read: (...args) => log.read(...args).pipe(finalize(left)) });
    const iterator = fromLog(watched, numbers).open();
    const next = iterator.next() as Promise<number>;
    await topicWriter(log, numbers, { producer: 'a' }).append(9);
    expect(await next).toBe(9);
    const never = iterator.next() as Promise<number | undefined>;
    iterator.close();
    expect(await never).toBeUndefined();
    expect(left).toHaveBeenCalledTimes(1);
  });
});

describe('topicWriter', () => {
  it('loses no value that is stored long after those behind it', async () => {
    const log = memoryLog();
    const held = heldFirst(log);
    const writer = topicWriter(held.log, numbers, { producer: 'a' });
    const values = Array.from({ length: 3000 }, (_, i) => i);
    const all = Promise.all(values.map(value => writer.append(value)));
    await turns();
    held.release();
    await all;
    expect((await present(log)).sort((a, b) => a - b)).toEqual(values);
  });
});

describe('toLog', () => {
  it('writes a dataset, no more at a time than allowed, and emits sequences in order', async () => {
    const log = memoryLog();
    let [under, most] = [0, 0];
    const slow = changed(log, {
      async append(...args) {
        most = Math.max(most, ++under);
        await new Promise(resolve => setTimeout(resolve, Math.random() * 3));
        under--;
        return log.append(...args);
      },
    });
    const values = Array.from({ length: 50 }, (_, i) => i);
    const sequences = await lastValueFrom(fromIterable(values).pipe(toLog(slow, numbers, { inFlight: 4 }), toArray()));
    expect([...sequences].sort((a, b) => a - b)).toEqual(values.map(i => i + 1));
    expect(most).toBe(4);
    expect((await present(log)).sort((a, b) => a - b)).toEqual(values);
  });

  it('pulls no more of a dataset than are in flight, while the oldest one takes long', async () => {
    const log = memoryLog();
    const held = heldFirst(log);
    const values = Array.from({ length: 50 }, (_, i) => i);
    const all = lastValueFrom(fromIterable(values).pipe(toLog(held.log, numbers, { inFlight: 4 }), toArray()));
    await turns();
    expect(held.appended).toBe(4);
    held.release();
    expect(await all).toHaveLength(50);
    expect((await present(log)).sort((a, b) => a - b)).toEqual(values);
  });

  it('fails if too many values of a stream wait', async () => {
    const log = changed(memoryLog(), { append: () => new Promise(() => undefined) });
    const values$ = new Subject<number>();
    const failed = lastValueFrom(values$.pipe(toLog(log, numbers, { inFlight: 1, waiting: 2 })));
    for (let i = 0; i < 4; i++) values$.next(i);
    await expect(failed).rejects.toThrow('toLog: at most 2 values must wait, got one more.');
  });

  it('names its writer where the host has no random ids, as in pages without TLS', async () => {
    const { crypto } = globalThis;
    vi.stubGlobal('crypto', { getRandomValues: (into: Uint8Array) => crypto.getRandomValues(into) });
    const log = memoryLog();
    await lastValueFrom(of(1).pipe(toLog(log, numbers)));
    vi.unstubAllGlobals();
    expect(await present(log)).toEqual([1]);
  });

  it.each([{ inFlight: 0 }, { waiting: NaN }, { patience: NaN }, { epoch: -1 }, { next: 0 }, { producer: '' }])(
    'refuses options that cannot be: %o',
    options => {
      expect(() => toLog(memoryLog(), numbers, options)).toThrow(LogError);
    },
  );

  it('tries again while the log is unavailable', async () => {
    const log = memoryLog();
    let failures = 3;
    const shaky = changed(log, {
      append: (...args) => (failures-- > 0 ? Promise.reject(unavailable()) : log.append(...args)),
    });
    expect(await lastValueFrom(of(1, 2).pipe(toLog(shaky, numbers), toArray()))).toHaveLength(2);
  });
});

function unavailable(): Error {
  return new LogError('unavailable', 'append', 'the log must answer', 'silence', 'Try again.');
}

/** A log whose first append waits until it is released. */
function heldFirst(log: Log): { readonly log: Log; appended: number; release(): void } {
  let release = (): void => {};
  const released = new Promise<void>(resolve => (release = resolve));
  const held = {
    log: changed(log, {
      async append(...args) {
        if (held.appended++ === 0) await released;
        return log.append(...args);
      },
    }),
    appended: 0,
    release,
  };
  return held;
}

/** Gives all that can go on in this thread the time for it. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve));
}
