import { Subject } from 'rxjs';
import { expect } from 'vitest';
import type { OnlineRow } from '../online-row.ts';
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

/** Items before the heap is looked at for the first time. */
const WARM_UP = 10_000;

/** Items until it is looked at again, and how many times as many until it is looked at the next times. */
const [FURTHER, TIMES, LOOKS] = [20_000, 3, 3];

/** Bytes for each item by which the heap may grow by chance. A number that is kept of each item takes three times as many. */
const LEEWAY = 2;

/** How the heap is measured, and how the event loop gets a turn. */
export interface Measuring {
  readonly heap: () => number;
  readonly turn: () => Promise<void>;
}

/**
 * After 10⁴ items the heap comes to rest, and the state stays within its bound. Compiled code and what the engine learns of it
 * may take room at any time, but not with more and more items.
 */
export async function staysWhereItIs<T>(
  row: OnlineRow<T>,
  { heap, turn }: Measuring,
  further = FURTHER,
): Promise<void> {
  const { make, item, bound } = row;
  const learner = make();
  const source$ = new Subject<T>();
  const subscription = learner.operator(source$).subscribe();
  let at = 0;
  const push = async (count: number): Promise<number> => {
    for (const end = at + count; at < end; at++) {
      source$.next(item(at));
      if (at % 100 === 0) await turn();
    }
    return heap();
  };
  let before = await push(WARM_UP);
  let growth = Infinity;
  for (let look = 0, count = further; look < LOOKS && growth >= LEEWAY; look++, count *= TIMES) {
    const after = await push(count);
    growth = (after - before) / count;
    before = after;
  }
  subscription.unsubscribe();
  expect(growth).toBeLessThan(LEEWAY);
  expect(stateOf(learner).length).toBeLessThanOrEqual(bound);
}
