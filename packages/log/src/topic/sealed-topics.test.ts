import { lastValueFrom, map, tap, throwError, toArray } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { memoryLog } from '../memory/memory-log.ts';
import { LARGEST_LEAP } from '../port/epochs.ts';
import type { Log } from '../port/log.ts';
import { LogError } from '../port/log-error.ts';
import { fromLog } from './from-log.ts';
import { jsonCodec } from './json-codec.ts';
import type { DroppedCounts } from './message.ts';
import { readTopic } from './read-topic.ts';
import { Sealer } from './seal.ts';
import { topic, type Topic } from './topic.ts';
import type { TopicOffset } from './topic-offset.ts';
import { topicWriter } from './topic-writer.ts';

const codec = jsonCodec<number>();
const plain = topic('numbers', codec);
const keyOf = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const keyed = topic('numbers', codec, { seal: { key: keyOf(7) } });
const NONE: DroppedCounts = { duplicates: 0, deposed: 0, damaged: 0 };

/** Reads what there is, and counts what is dropped. */
async function present(log: Log, from: Topic<number>, offset?: TopicOffset): Promise<[number[], DroppedCounts]> {
  let counts = NONE;
  const all$ = readTopic(log, from, { until: 'end', onDamaged: 'skip', offset, onDropped: now => (counts = now) });
  return [(await lastValueFrom(all$.pipe(toArray()))).map(({ value }) => value), counts];
}

/** Stores a value whose seal says an epoch and a count, past all checks of writers. */
function forge(log: Log, count: number, epoch: number, value = 666, key?: Uint8Array): Promise<number> {
  const seal = key === undefined ? undefined : { key };
  return log.append('numbers', new Sealer('numbers', 'forger', epoch, seal).seal(count, codec.encode(value)));
}

describe('an epoch', () => {
  it.each([2 ** 53 - 1, 2 ** 48 + 1, 1 + LARGEST_LEAP + 1, NaN, Infinity, -1, 1.5])(
    'of %s deposes nobody',
    async epoch => {
      const log = memoryLog();
      const leader = topicWriter(log, plain, { producer: 'leader', epoch: 1 });
      await leader.append(1);
      await forge(log, 1, epoch);
      await leader.append(2);
      expect(await present(log, plain)).toEqual([[1, 2], { ...NONE, damaged: 1 }]);
    },
  );

  it('is an error for a reader that skips no damage', async () => {
    const log = memoryLog();
    await topicWriter(log, plain, { producer: 'leader', epoch: 1 }).append(1);
    await forge(log, 1, 2 ** 40);
    await expect(lastValueFrom(readTopic(log, plain, { until: 'end' }))).rejects.toMatchObject({
      reason: 'damaged',
      message: expect.stringContaining('an epoch must exceed the last one, 1, by at most') as string,
    });
  });

  it('may exceed the last one of the log by as much as readers may have missed', async () => {
    const log = memoryLog();
    for (const [i, epoch] of [1, 900, 4_000_000_000].entries())
      await topicWriter(log, plain, { producer: `leader-${epoch}`, epoch }).append(i);
    expect((await present(log, plain))[0]).toEqual([0, 1, 2]);
  });

  it('counts for a reader that was away, by what is in the log between', async () => {
    const log = memoryLog();
    await topicWriter(log, plain, { producer: 'a', epoch: 1 }).append(1);
    const offset = (await lastValueFrom(readTopic(log, plain, { until: 'end' }))).offset;
    for (let term = 1; term <= 3; term++)
      await topicWriter(log, plain, { producer: `r${term}`, epoch: 1 + term * LARGEST_LEAP }).append(10 * term);
    expect(await present(log, plain, offset)).toEqual([[10, 20, 30], NONE]);
  });

  it('may be any for a reader that begins behind entries that are no longer kept', async () => {
    const log = memoryLog({ keep: 1 });
    for (let term = 1; term <= 4; term++)
      await topicWriter(log, plain, {
        producer: `r${term}`,
        epoch: 2 * term * LARGEST_LEAP - LARGEST_LEAP * term,
      }).append(term);
    expect((await present(log, plain))[0]).toEqual([4]);
  });

  it('that leaps is refused by the log, and by a writer if it is none', async () => {
    const log = memoryLog();
    await log.append('numbers', Uint8Array.of(1), { epoch: 1 });
    await expect(log.append('numbers', Uint8Array.of(1), { epoch: 2 ** 40 })).rejects.toMatchObject({
      reason: 'invalid',
    });
    await expect(log.append('numbers', Uint8Array.of(1), { epoch: 2 ** 53 - 1 })).rejects.toThrow('from 0 to 2⁴⁸');
    await log.append('numbers', Uint8Array.of(1), { epoch: 2 });
    expect(() => topicWriter(log, plain, { producer: 'a', epoch: 2 ** 53 - 1 })).toThrow('from 0 to 2⁴⁸');
  });
});

describe('a seal', () => {
  it.each([0, -1, 0.5, NaN, 2 ** 53, 1e300, Infinity])('with a count of %s is damaged', async count => {
    const log = memoryLog();
    await forge(log, count, 0);
    await topicWriter(log, plain, { producer: 'a' }).append(1);
    expect(await present(log, plain)).toEqual([[1], { ...NONE, damaged: 1 }]);
  });

  it('with the name of a producer of 60 kB is damaged: an offset would keep it', async () => {
    const log = memoryLog();
    await log.append('numbers', new Sealer('numbers', 'x'.repeat(60_000), 0).seal(1, codec.encode(1)));
    expect(await present(log, plain)).toEqual([[], { ...NONE, damaged: 1 }]);
  });
});

describe('a topic with a key', () => {
  it('gives what writers with the key wrote', async () => {
    const log = memoryLog();
    const writer = topicWriter(log, keyed, { producer: 'a', epoch: 3, verify: true });
    for (const value of [1, 2, 3]) await writer.append(value);
    await writer.append(2, { count: 2 });
    expect((await present(log, keyed))[0]).toEqual([1, 2, 3]);
    const values = fromLog(log, { n: keyed }, { until: 'end' }).pipe(toArray());
    expect(await lastValueFrom(values)).toHaveLength(3);
  });

  it('says to a reader without the key that there is one', async () => {
    const log = memoryLog();
    await topicWriter(log, keyed, { producer: 'p' }).append(1);
    await expect(lastValueFrom(readTopic(log, plain, { until: 'end' }))).rejects.toMatchObject({
      reason: 'damaged',
      advice: expect.stringContaining('Give the topic the key of its writers') as string,
    });
  });

  it('is neither deposed, nor extended, nor stopped by who has no key', async () => {
    const log = memoryLog();
    const leader = topicWriter(log, keyed, { producer: 'leader', epoch: 1 });
    await leader.append(1);
    await log.append('numbers', new Uint8Array(200), { epoch: 2 });
    await forge(log, 1, 2);
    await forge(log, 1, 2, 666, keyOf(8));
    await topicWriter(log, plain, { producer: 'leader', epoch: 7, next: 2 }).append(666);
    await leader.append(2);
    await topicWriter(log, keyed, { producer: 'next', epoch: 2 }).append(3);
    await leader.append(4);
    expect(await present(log, keyed)).toEqual([[1, 2, 3], { duplicates: 0, deposed: 1, damaged: 4 }]);
  });

  it('drops an entry that somebody stores again, and one of another topic', async () => {
    const log = memoryLog();
    const other = topic('others', codec, { seal: keyed.seal });
    await topicWriter(log, keyed, { producer: 'a' }).append(1);
    await topicWriter(log, other, { producer: 'a', next: 2 }).append(2);
    const entries = await lastValueFrom(log.read(['numbers', 'others'], 0, { until: 'end' }).pipe(toArray()));
    for (const { bytes } of entries) await log.append('numbers', bytes);
    expect(await present(log, keyed)).toEqual([[1], { duplicates: 1, deposed: 0, damaged: 1 }]);
  });

  it('has ids that nobody can take before', async () => {
    const log = memoryLog();
    await log.append('numbers', new Uint8Array(3), { id: 'a/1' });
    await topicWriter(log, keyed, { producer: 'a' }).append(1);
    await topicWriter(log, keyed, { producer: 'a' }).append(1);
    expect(await present(log, keyed)).toEqual([[1], { ...NONE, damaged: 1 }]);
    expect(await lastValueFrom(log.read('numbers', 0, { until: 'end' }).pipe(toArray()))).toHaveLength(2);
  });

  it('is damaged for a reader without the key, and says so with the way to give it', async () => {
    const log = memoryLog();
    await topicWriter(log, keyed, { producer: 'a' }).append(1);
    expect(await present(log, plain)).toEqual([[], { ...NONE, damaged: 1 }]);
    await topicWriter(log, plain, { producer: 'a' }).append(1);
    const read = lastValueFrom(readTopic(log, topic('numbers', codec, { seal: { key: keyOf(9) } }), { until: 'end' }));
    await expect(read).rejects.toThrow('Give the topic the key of its writers');
  });

  it('has no byte that can be changed', async () => {
    const log = memoryLog();
    await topicWriter(log, keyed, { producer: 'a' }).append(1);
    const { bytes } = await lastValueFrom(log.read('numbers', 0, { until: 'end' }));
    for (let at = 0; at < bytes.length; at++) {
      const changed = bytes.slice();
      changed[at]! ^= 1;
      await log.append('numbers', changed);
    }
    expect(await present(log, keyed)).toEqual([[1], { ...NONE, damaged: bytes.length }]);
  });

  it('has the same seals where the host is not Node', async () => {
    const payload = new Sealer('t', 'p', 1, keyed.seal).seal(3, codec.encode(4));
    const builtin = vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined as never);
    const portable = new Sealer('t', 'p', 1, keyed.seal).seal(3, codec.encode(4));
    builtin.mockRestore();
    expect(portable).toEqual(payload);
  });

  it.each([
    [{ key: 'secret' }, 'topic: the key of a seal must be a Uint8Array of 16 bytes or more, got string.'],
    [{ key: new Uint8Array(15) }, 'got 15 bytes. Make one: crypto.getRandomValues(new Uint8Array(32)).'],
    [{}, 'got undefined.'],
    [{ kee: keyOf(1) }, "an option must be a known name, got 'kee'"],
  ])('refuses what is no key: %o', (seal, message) => {
    expect(() => topic('numbers', codec, { seal } as never)).toThrow(message);
  });
});

describe('an entry that the log cannot read', () => {
  const unreadable = (sequence?: number): LogError =>
    new LogError('damaged', 'read', 'it must be whole', 'half of it', 'Restore it.', { sequence });

  /** A log whose entry with some sequences cannot be read. */
  async function holed(holes: readonly number[]): Promise<Log> {
    const log = memoryLog();
    const writer = topicWriter(log, plain, { producer: 'a' });
    for (let i = 1; i <= 6; i++) await writer.append(i);
    const read: Log['read'] = (topics, from, options) =>
      log.read(topics, from, options).pipe(
        tap(({ sequence }) => {
          if (holes.includes(sequence)) throw unreadable(sequence);
        }),
      );
    return { append: log.append.bind(log), swap: log.swap.bind(log), watch: log.watch.bind(log), read };
  }

  it('is skipped and counted where that is asked for, and a restart goes on behind it', async () => {
    const log = await holed([1, 3, 4, 6]);
    expect(await present(log, plain)).toEqual([[2, 5], { ...NONE, damaged: 4 }]);
    const iterator = fromLog(log, plain, { until: 'end', onDamaged: 'skip' }).open();
    expect(await iterator.next()).toBe(2);
    const { offset } = iterator;
    iterator.close();
    expect(await fromLog(log, plain, { until: 'end', onDamaged: 'skip' }).open(offset).next()).toBe(5);
  });

  it('is skipped behind a damaged payload, which is read again and counted alone', async () => {
    const log = await holed([3, 4]);
    await log.append('numbers', new Uint8Array(90));
    const swapped: Log = {
      ...log,
      read: (...args) =>
        log.read(...args).pipe(map(one => (one.sequence === 2 ? { ...one, bytes: one.bytes.slice(1) } : one))),
    };
    expect(await present(swapped, plain)).toEqual([[1, 5, 6], { ...NONE, damaged: 4 }]);
  });

  it('ends the stream elsewhere, with the error of the log', async () => {
    const read = lastValueFrom(readTopic(await holed([3]), plain, { until: 'end' }).pipe(toArray()));
    await expect(read).rejects.toMatchObject({ reason: 'damaged', sequence: 3 });
  });

  it('ends the stream if the log does not say which one it is', async () => {
    const log = await holed([]);
    const broken = { ...log, read: () => throwError(() => unreadable()) } as Log;
    await expect(present(broken, plain)).rejects.toMatchObject({ reason: 'damaged' });
    const backwards = { ...log, read: () => throwError(() => unreadable(0)) } as Log;
    await expect(present(backwards, plain)).rejects.toMatchObject({ reason: 'damaged' });
  });
});
