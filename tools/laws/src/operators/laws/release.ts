import { setImmediate as turn } from 'node:timers/promises';
import { fromIterable } from '@thalweg/data';
import { concat, defer, EMPTY, finalize, from, NEVER, Observable, Subject, take, takeUntil, throwError } from 'rxjs';
import { expect } from 'vitest';
import type { OperatorRow } from './operator-row.ts';
import { itemsOf, type Origin } from './origins.ts';
import { settled, told } from './told.ts';

const broken = new Error('broken');

/** A source that counts who listens. */
interface Counted<T> {
  readonly source$: Observable<T>;
  readonly open: () => number;
  readonly opened: () => number;
}

function counted<T>(source$: Observable<T>): Counted<T> {
  let [open, opened] = [0, 0];
  const counted$ = defer(() => {
    open++;
    opened++;
    return source$.pipe(finalize(() => open--));
  });
  return { source$: counted$, open: () => open, opened: () => opened };
}

/** A dataset that counts who reads it; it fails at its end if it should. */
function countedDataset<T>(items: readonly T[], fails = false): Counted<T> {
  let [open, opened] = [0, 0];
  const dataset = fromIterable(function* () {
    open++;
    opened++;
    try {
      yield* items;
      if (fails) throw broken;
    } finally {
      open--;
    }
  });
  return { source$: dataset, open: () => open, opened: () => opened };
}

/** It does nothing before somebody subscribes. */
export function waitsForASubscriber<T>(row: OperatorRow<T>): void {
  const items = itemsOf(row, 3);
  for (const { source$, opened } of [counted(from(items)), countedDataset(items)]) {
    row.make()(source$);
    expect(opened()).toBe(0);
  }
}

/** It says nothing of a source that never emits, and lets go of it when it is left. */
export function waitsForItsSource<T>(row: OperatorRow<T>): void {
  const { source$, open } = counted(NEVER as Observable<T>);
  const log = told(row, row.make()(source$));
  expect(open()).toBe(1);
  log.unsubscribe();
  expect(log).toMatchObject({ items: [], errors: [], completions: 0 });
  expect(open()).toBe(0);
}

/** It stops when its subscriber has enough. */
export async function stopsWhenLeft<T>(row: OperatorRow<T>, origin: Origin): Promise<void> {
  const stream$ = row.make()(origin.of(itemsOf(row, 5)));
  const log = await settled(row, told(row, stream$.pipe(take(1))));
  await turn();
  expect(log).toMatchObject({ errors: [], completions: 1 });
  expect(log.items).toHaveLength(1);
}

/** After so many items the subscriber of an endless source leaves. */
const ENOUGH = 50;

/** It stops a source that would push for ever while it is subscribed, when its subscriber leaves. */
export function stopsWhatIsEndless<T>(row: OperatorRow<T>): void {
  const leave$ = new Subject<void>();
  let pushed = 0;
  const endless$ = new Observable<T>(subscriber => {
    while (!subscriber.closed && pushed < 2 * ENOUGH) {
      if (pushed === ENOUGH) leave$.next();
      else subscriber.next(row.item(pushed));
      pushed++;
    }
  });
  const log = told(row, row.make()(endless$).pipe(takeUntil(leave$)));
  expect(log.errors).toEqual([]);
  expect(pushed).toBeLessThanOrEqual(ENOUGH + 1);
}

/** It lets go of its source after completion, error and early leave. */
export async function letsGoOfItsSource<T>(row: OperatorRow<T>): Promise<void> {
  const items = itemsOf(row, 5);
  const failing$ = concat(from(items), throwError(() => broken)); // prettier-ignore
  const sources = [
    { make: () => counted(EMPTY as Observable<T>) },
    { make: () => counted(from(items)) },
    { make: () => counted(failing$) },
    { make: () => counted(concat(from(items), NEVER)), hasNoEnd: true },
    { make: () => countedDataset(items) },
    { make: () => countedDataset(items, true) },
  ];
  for (const { make, hasNoEnd = false } of sources)
    for (const most of [Infinity, 1]) {
      const { source$, open, opened } = make();
      const log = told(row, row.make()(source$).pipe(take(most)));
      await settled(row, log, hasNoEnd && most > 1 ? ({ items }) => items.length > 0 : undefined);
      expect(opened()).toBeGreaterThan(0);
      if (log.errors.length + log.completions === 0) log.unsubscribe();
      expect(open()).toBe(0);
    }
}
