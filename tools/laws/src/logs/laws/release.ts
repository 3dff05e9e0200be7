import { firstValueFrom, Subject, take, takeUntil } from 'rxjs';
import { expect } from 'vitest';
import type { LogRow } from './log-row.ts';
import { entriesOf } from '../testing/entries-of.ts';
import { bytesOf, textOf } from '../testing/text.ts';
import { told } from '../testing/told.ts';
import { until } from '../testing/until.ts';
import { withLog } from '../testing/with-log.ts';

/** What keeps the process alive: timers, connections, files. */
const resources = (): number => process.getActiveResourcesInfo().length;

/** A reader that has left is told nothing more, also if it leaves out of an entry. */
export async function tellsNothingToWhoHasLeft(row: LogRow): Promise<void> {
  await withLog(row, async ({ log }) => {
    const waiting = told(log.read('a', 0));
    const watching = told(log.watch('key'));
    const taken = told(log.read('a', 0).pipe(take(2)));
    waiting.subscription.unsubscribe();
    watching.subscription.unsubscribe();
    for (let count = 1; count <= 4; count++) await log.append('a', bytesOf(String(count)));
    await log.swap('key', 0, bytesOf('x'));
    const leave$ = new Subject<void>();
    const left = told(log.read('a', 0).pipe(takeUntil(leave$)), (_, count) => count === 2 && leave$.next());
    await taken.ends();
    await left.ends();
    await entriesOf(log, 'a');
    await firstValueFrom(log.watch('key'));
    expect(taken.items.map(textOf)).toEqual(['1', '2']);
    expect(left.items.map(textOf)).toEqual(['1', '2']);
    expect([...waiting.items, ...watching.items]).toEqual([]);
  });
}

/** Readers that have left hold nothing: no timer, no connection, no file. */
export async function holdsNothingForWhoHasLeft(row: LogRow, patience?: number): Promise<void> {
  await withLog(row, async ({ log }) => {
    for (let count = 1; count <= 3; count++) await log.append('a', bytesOf(String(count)));
    await log.swap('key', 0, bytesOf('x'));
    const visit = async (): Promise<void> => {
      const readers = Array.from({ length: 10 }, () => told(log.read(['a', 'b'], 0)));
      const watchers = Array.from({ length: 10 }, () => told(log.watch('key')));
      for (const reader of readers) await reader.reaches(3);
      for (const watcher of watchers) await watcher.reaches(1);
      for (const { subscription } of [...readers, ...watchers]) subscription.unsubscribe();
      told(log.read('a', 0)).subscription.unsubscribe();
      told(log.watch('key')).subscription.unsubscribe();
    };
    // The first visit opens what the log keeps open for all.
    await visit();
    await entriesOf(log, 'a');
    const before = resources();
    for (let turn = 0; turn < 3; turn++) await visit();
    await until('what readers held', () => resources() <= before, patience);
  });
}

/** A subscriber that appends out of an entry is no reader inside a reader: its entry comes after. */
export async function appendsOutOfAnEntry(row: LogRow): Promise<void> {
  await withLog(row, async ({ log }) => {
    const appended: Promise<number>[] = [];
    let inside = 0;
    let deepest = 0;
    const reader = told(log.read('a', 0), (_, count) => {
      deepest = Math.max(deepest, ++inside);
      if (count < 20) appended.push(log.append('a', bytesOf(String(count + 1))));
      inside--;
    });
    await log.append('a', bytesOf('1'));
    await reader.reaches(20);
    await Promise.all(appended);
    expect(deepest).toBe(1);
    expect(reader.items.map(textOf)).toEqual(Array.from({ length: 20 }, (_, count) => String(count + 1)));
    reader.subscription.unsubscribe();
  });
}
