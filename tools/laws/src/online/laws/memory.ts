import { Subject } from 'rxjs';
import { expect } from 'vitest';
import { titleOf, type OnlineRow } from '../online-row.ts';
import { stateOf } from './pushed.ts';

const COUNTS = [0, 1, 50, 3000];

/** Its state never takes more than its bound, and not much less in the end: a bound says how much it is. */
export function staysWithinItsBound<T>({ make, item, bound }: OnlineRow<T>): void {
  const learner = make();
  const source$ = new Subject<T>();
  const subscription = learner.operator(source$).subscribe();
  let at = 0;
  const sizes = COUNTS.map(count => {
    for (; at < count; at++) source$.next(item(at));
    return stateOf(learner).length;
  });
  subscription.unsubscribe();
  expect(Math.max(...sizes)).toBeLessThanOrEqual(bound);
  expect(Math.max(...sizes)).toBeGreaterThan(bound / 2);
}

/** Items before the heap is looked at for the first time, and between two looks at it. */
const WARM_UP = 10_000;
const STRETCH = 20_000;
const STRETCHES = 5;

/** So many bytes of a stretch may come and go by chance; a number kept of each item takes twice as many. */
const LEEWAY = 4 * STRETCH;

/** How the heap is measured, and how the event loop gets a turn. */
export interface Measuring {
  readonly heap: () => number;
  readonly turn: () => Promise<void>;
}

/**
 * After 10⁴ items the heap stays where it is, through 10⁵ more, and every state within its bound.
 *
 * All rows at once first, and one by one only if that takes too much: to look at a heap takes longer than all items.
 */
export async function stayWhereTheyAre(rows: readonly OnlineRow<never>[], how: Measuring): Promise<void> {
  const growing: string[] = [];
  if ((await growthOf(rows, how)) >= LEEWAY)
    for (const row of rows) if ((await growthOf([row], how)) >= LEEWAY) growing.push(titleOf(row));
  expect(growing).toEqual([]);
}

/** By how much the heap grew in a stretch. */
async function growthOf(rows: readonly OnlineRow<never>[], { heap, turn }: Measuring): Promise<number> {
  const runs = rows.map(row => {
    const learner = row.make();
    const source$ = new Subject<never>();
    return { row, learner, source$, subscription: learner.operator(source$).subscribe() };
  });
  const push = async (from: number, to: number): Promise<number> => {
    for (const { row, source$ } of runs)
      for (let at = from; at < to; at++) {
        source$.next(row.item(at));
        if (at % 100 === 0) await turn();
      }
    return heap();
  };
  const marks = [await push(0, WARM_UP)];
  for (let stretch = 0, at = WARM_UP; stretch < STRETCHES; stretch++, at += STRETCH)
    marks.push(await push(at, at + STRETCH));
  for (const { row, learner, subscription } of runs) {
    subscription.unsubscribe();
    expect([titleOf(row), stateOf(learner).length <= row.bound]).toEqual([titleOf(row), true]);
  }
  // The middle one: now and then the engine lets go of code, far more than a stretch of items may take.
  const grown = marks.slice(1).map((mark, i) => mark - marks[i]!);
  return grown.sort((a, b) => a - b)[Math.floor(STRETCHES / 2)]!;
}
