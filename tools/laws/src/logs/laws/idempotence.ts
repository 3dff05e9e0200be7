import type { Log } from '@thalweg/log';
import { expect } from 'vitest';
import type { LogRow } from './log-row.ts';
import { entriesOf } from '../testing/entries-of.ts';
import { bytesOf, lineOf, textOf } from '../testing/text.ts';
import { withLog } from '../testing/with-log.ts';
import { withRestart } from '../testing/with-restart.ts';

/** A second entry with an id is not stored: `append` returns the sequence of the first one. */
export async function storesAnIdOnce(row: LogRow): Promise<void> {
  await withLog(row, async ({ log }) => {
    const first = await log.append('deltas', bytesOf('first'), { id: 'w/1' });
    const other = await log.append('deltas', bytesOf('other'), { id: 'w/2' });
    expect(await log.append('deltas', bytesOf('again'), { id: 'w/1' })).toBe(first);
    expect(await log.append('deltas', bytesOf('again'), { id: 'w/2' })).toBe(other);
    await log.append('deltas', bytesOf('none'));
    await log.append('deltas', bytesOf('none'));
    expect((await entriesOf(log, 'deltas')).map(textOf)).toEqual(['first', 'other', 'none', 'none']);
  });
}

/** An id belongs to its topic: a producer counts in each topic for itself. */
export async function knowsIdsByTopic(row: LogRow): Promise<void> {
  await withLog(row, async ({ log }) => {
    const first = await log.append('deltas', bytesOf('delta'), { id: 'w/1' });
    const second = await log.append('rounds', bytesOf('round'), { id: 'w/1' });
    expect(second).toBeGreaterThan(first);
    expect(await log.append('deltas', bytesOf('x'), { id: 'w/1' })).toBe(first);
    expect(await log.append('rounds', bytesOf('x'), { id: 'w/1' })).toBe(second);
    expect((await entriesOf(log, ['deltas', 'rounds'])).map(textOf)).toEqual(['delta', 'round']);
  });
}

/** Ids differ if one character does, whichever it is. */
export async function tellsIdsApart(row: LogRow): Promise<void> {
  await withLog(row, async ({ log }) => {
    const ids = ['a/1', 'a/1 ', 'A/1', 'a-1', 'ä/1', '→', 'x'.repeat(199), 'x'.repeat(200), '1', '1.0'];
    const sequences = [];
    for (const id of ids) sequences.push(await log.append('deltas', bytesOf(id), { id }));
    expect(new Set(sequences).size).toBe(ids.length);
    for (const [i, id] of ids.entries()) expect(await log.append('deltas', bytesOf('x'), { id })).toBe(sequences[i]);
    expect((await entriesOf(log, 'deltas')).map(textOf)).toEqual(ids);
  });
}

/** Of many at once with one id, one is stored, and all learn where. */
export async function storesOneOfManyAtOnce(row: LogRow): Promise<void> {
  await withLog(row, async ({ log }) => {
    const append = (count: number): Promise<number> =>
      log.append('deltas', bytesOf(`payload ${count}`), { id: `w/${count % 5}` });
    const sequences = await Promise.all(Array.from({ length: 50 }, (_, count) => append(count)));
    const entries = await entriesOf(log, 'deltas');
    expect(entries.length).toBe(5);
    const known = new Set(entries.map(({ sequence }) => sequence));
    for (const [count, sequence] of sequences.entries()) {
      expect(known.has(sequence)).toBe(true);
      expect(sequence).toBe(sequences[count % 5]);
    }
  });
}

/** It knows the ids of what it kept. */
export async function knowsIdsAfterARestart(row: LogRow): Promise<void> {
  const sequences: number[] = [];
  const append = (log: Log, text: string) => async (count: number) =>
    log.append('deltas', bytesOf(`${text} ${count}`), { id: `w/${count}` });
  let lines: string[] = [];
  await withRestart(
    row,
    async log => {
      for (let count = 0; count < 8; count++) sequences.push(await append(log, 'first')(count));
      lines = (await entriesOf(log, 'deltas')).map(lineOf);
    },
    async log => {
      for (let count = 0; count < 8; count++) expect(await append(log, 'again')(count)).toBe(sequences[count]);
      expect((await entriesOf(log, 'deltas')).map(lineOf)).toEqual(lines);
      expect(await append(log, 'new')(8)).toBeGreaterThan(sequences[7]!);
    },
  );
}
