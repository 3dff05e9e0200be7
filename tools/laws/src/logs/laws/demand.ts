import type { Log } from '@thalweg/log';
import { Subject } from 'rxjs';
import { expect } from 'vitest';
import type { LogRow } from './log-row.ts';
import { entriesOf } from '../testing/entries-of.ts';
import { bytesOf, textOf } from '../testing/text.ts';
import { told } from '../testing/told.ts';
import { withLog } from '../testing/with-log.ts';

const TOPICS = ['a', 'b'];

async function append(log: Log, ...texts: readonly string[]): Promise<void> {
  for (const [i, text] of texts.entries()) await log.append(TOPICS[i % 2]!, bytesOf(text));
}

/** Gives a log the time to emit what it should not: that in which another reader gets everything, twice. */
async function settle(log: Log): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await entriesOf(log, TOPICS);
}

/** It emits no entry that it was not allowed, and each one once it was. */
export async function emitsWhatIsAllowed(row: LogRow): Promise<void> {
  await withLog(row, async ({ log }) => {
    await append(log, '1', '2', '3', '4', '5', '6');
    const demand = new Subject<number>();
    const reader = told(log.read(TOPICS, 0, { demand }));
    let allowed = 0;
    for (const count of [0, 1, 2, 0, 1]) {
      demand.next(count);
      allowed += count;
      await reader.reaches(allowed);
      await settle(log);
      expect(reader.items.length).toBe(allowed);
    }
    demand.next(100);
    await append(log, '7', '8');
    await reader.reaches(8);
    expect(reader.items.map(textOf)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8']);
    reader.subscription.unsubscribe();
  });
}

/** What was allowed before the entry came, or before there was one, is not forgotten. */
export async function remembersWhatIsAllowed(row: LogRow): Promise<void> {
  await withLog(row, async ({ log }) => {
    const demand = new Subject<number>();
    const reader = told(log.read(TOPICS, 0, { demand }));
    demand.next(1);
    demand.next(2);
    await append(log, '1', '2', '3', '4');
    await reader.reaches(3);
    await settle(log);
    expect(reader.items.map(textOf)).toEqual(['1', '2', '3']);
    demand.next(1);
    await reader.reaches(4);
    reader.subscription.unsubscribe();
  });
}

/** A subscriber that allows the next entry while it gets one is served, in order. */
export async function takesDemandOutOfAnEntry(row: LogRow): Promise<void> {
  await withLog(row, async ({ log }) => {
    await append(log, '1', '2', '3', '4', '5');
    const demand = new Subject<number>();
    let inside = 0;
    let deepest = 0;
    const reader = told(log.read(TOPICS, 0, { demand }), () => {
      deepest = Math.max(deepest, ++inside);
      demand.next(1);
      inside--;
    });
    demand.next(1);
    await reader.reaches(5);
    await append(log, '6');
    await reader.reaches(6);
    expect(deepest).toBe(1);
    expect(reader.items.map(textOf)).toEqual(['1', '2', '3', '4', '5', '6']);
    reader.subscription.unsubscribe();
  });
}

/** With an end it completes when the last entry was allowed, and not before. */
export async function endsOnceAllIsAllowed(row: LogRow): Promise<void> {
  await withLog(row, async ({ log }) => {
    await append(log, '1', '2', '3');
    const demand = new Subject<number>();
    const reader = told(log.read(TOPICS, 0, { demand, until: 'end' }));
    demand.next(2);
    await reader.reaches(2);
    await settle(log);
    expect(reader).toMatchObject({ errors: [], completions: 0 });
    demand.next(1);
    expect((await reader.ends()).map(textOf)).toEqual(['1', '2', '3']);
    await told(log.read('empty', 0, { demand: new Subject(), until: 'end' })).ends();
  });
}

/** It lets go of its demand, when it is left and when it ends. */
export async function letsGoOfItsDemand(row: LogRow): Promise<void> {
  await withLog(row, async ({ log }) => {
    await append(log, '1');
    const [left, ended] = [new Subject<number>(), new Subject<number>()];
    const reader = told(log.read(TOPICS, 0, { demand: left }));
    expect(left.observed).toBe(true);
    reader.subscription.unsubscribe();
    expect(left.observed).toBe(false);
    const other = told(log.read(TOPICS, 0, { demand: ended, until: 'end' }));
    ended.next(1);
    await other.ends();
    expect(ended.observed).toBe(false);
  });
}

/** It fails as its demand does. */
export async function failsAsItsDemandDoes(row: LogRow): Promise<void> {
  await withLog(row, async ({ log }) => {
    await append(log, '1');
    const demand = new Subject<number>();
    const reader = told(log.read(TOPICS, 0, { demand }));
    demand.error('no more');
    await settle(log);
    expect(reader).toMatchObject({ items: [], errors: ['no more'], completions: 0 });
  });
}
