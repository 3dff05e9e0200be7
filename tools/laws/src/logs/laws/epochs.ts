import { jsonCodec, LogError, readTopic, topic, topicWriter } from '@thalweg/log';
import { lastValueFrom, toArray } from 'rxjs';
import { expect } from 'vitest';
import type { LogRow } from './log-row.ts';
import { entriesOf } from '../testing/entries-of.ts';
import { bytesOf, textOf } from '../testing/text.ts';
import { withLog } from '../testing/with-log.ts';
import { withRestart } from '../testing/with-restart.ts';

const reasonOf = (error: unknown): unknown => (error instanceof LogError ? error.reason : error);

/** Once an epoch has written to a topic, a smaller one is refused there, and nothing of it is stored. */
export async function refusesEndedEpochs(row: LogRow): Promise<void> {
  await withLog(row, async ({ log }) => {
    await log.append('rounds', bytesOf('1'), { epoch: 1 });
    await log.append('rounds', bytesOf('3'), { epoch: 3 });
    await log.append('rounds', bytesOf('3 again'), { epoch: 3 });
    for (const epoch of [0, 1, 2])
      expect(await log.append('rounds', bytesOf('x'), { epoch }).catch(reasonOf)).toBe('deposed');
    await log.append('rounds', bytesOf('none'));
    await log.append('deltas', bytesOf('elsewhere'), { epoch: 1 });
    await log.append('rounds', bytesOf('4'), { epoch: 4 });
    expect(await log.append('rounds', bytesOf('x'), { epoch: 3 }).catch(reasonOf)).toBe('deposed');
    const texts = (await entriesOf(log, ['rounds', 'deltas'])).map(textOf);
    expect(texts).toEqual(['1', '3', '3 again', 'none', 'elsewhere', '4']);
  });
}

/** The first epoch of a topic may be any; a later one is refused if no election can have given it. */
export async function refusesEpochsThatLeap(row: LogRow): Promise<void> {
  await withLog(row, async ({ log }) => {
    await log.append('rounds', bytesOf('first'), { epoch: 2 ** 41 });
    await log.append('rounds', bytesOf('next'), { epoch: 2 ** 41 + 2 ** 32 });
    for (const epoch of [2 ** 43, 2 ** 48, 2 ** 48 + 1, Number.MAX_SAFE_INTEGER])
      expect(await log.append('rounds', bytesOf('x'), { epoch }).catch(reasonOf)).toBe('invalid');
    await log.append('rounds', bytesOf('last'), { epoch: 2 ** 41 + 2 ** 32 + 1 });
    expect((await entriesOf(log, 'rounds')).map(textOf)).toEqual(['first', 'next', 'last']);
  });
}

/** Topics with a key work over it, and who has no key neither deposes nor stops anybody. */
export async function keepsSealedTopics(row: LogRow): Promise<void> {
  await withLog(row, async ({ log }) => {
    const codec = jsonCodec<number>();
    const keyed = topic('numbers', codec, { seal: { key: new Uint8Array(32).fill(7) } });
    const [leader, stranger] = [keyed, topic('numbers', codec)].map(one =>
      topicWriter(log, one, { producer: 'leader', epoch: one === keyed ? 1 : 2 }),
    );
    for (let value = 1; value <= 3; value++) {
      await leader!.append(value);
      await stranger!.append(value);
      await log.append('numbers', bytesOf('x'), { epoch: 2 });
    }
    await topicWriter(log, keyed, { producer: 'next', epoch: 2 }).append(4);
    await leader!.append(5);
    let counts: unknown;
    const all$ = readTopic(log, keyed, { until: 'end', onDamaged: 'skip', onDropped: now => (counts = now) });
    expect((await lastValueFrom(all$.pipe(toArray()))).map(({ value }) => value)).toEqual([1, 2, 3, 4]);
    expect(counts).toEqual({ duplicates: 0, deposed: 1, damaged: 6 });
  });
}

/** It stores what an epoch wrote that has ended, for its readers to drop. */
export async function storesEndedEpochs(row: LogRow): Promise<void> {
  await withLog(row, async ({ log }) => {
    const sequences = [];
    for (const epoch of [1, 3, 2, 3]) sequences.push(await log.append('rounds', bytesOf(String(epoch)), { epoch }));
    expect(sequences).toEqual([...new Set(sequences)].sort((a, b) => a - b));
    expect((await entriesOf(log, 'rounds')).map(textOf)).toEqual(['1', '3', '2', '3']);
  });
}

/** It remembers the epoch of each topic. */
export async function refusesEndedEpochsAfterARestart(row: LogRow): Promise<void> {
  await withRestart(
    row,
    async log => {
      await log.append('rounds', bytesOf('7'), { epoch: 7 });
      await log.append('rounds', bytesOf('none'));
      await log.append('deltas', bytesOf('2'), { epoch: 2 });
    },
    async log => {
      expect(await log.append('rounds', bytesOf('x'), { epoch: 6 }).catch(reasonOf)).toBe('deposed');
      expect(await log.append('deltas', bytesOf('x'), { epoch: 1 }).catch(reasonOf)).toBe('deposed');
      await log.append('rounds', bytesOf('7 again'), { epoch: 7 });
      await log.append('deltas', bytesOf('3'), { epoch: 3 });
      expect((await entriesOf(log, ['rounds', 'deltas'])).map(textOf)).toEqual(['7', 'none', '2', '7 again', '3']);
    },
  );
}
