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

/** Items before the heap is looked at for the first time, and between that and the last. */
const WARM_UP = 10_000;
const FURTHER = 100_000;

/** Bytes that may come and go by chance; every further item with a number of its own would take eight times as many. */
const LEEWAY = 100_000;

/** After 10⁴ items the heap stays where it is, through 10⁵ more, and the state within its bound. Waits for `turn` at times. */
export async function staysWhereItIs<T>(
  { make, item, bound }: OnlineRow<T>,
  { heap, turn }: { readonly heap: () => number; readonly turn?: () => Promise<void> },
): Promise<void> {
  const learner = make();
  const source$ = new Subject<T>();
  const subscription = learner.operator(source$).subscribe();
  let at = 0;
  const push = async (count: number): Promise<number> => {
    for (const end = at + count; at < end; at++) {
      source$.next(item(at));
      if (turn !== undefined && at % 100 === 0) await turn();
    }
    return heap();
  };
  const warm = await push(WARM_UP);
  const marks = [await push(FURTHER / 2), await push(FURTHER / 2)];
  expect(Math.min(...marks) - warm).toBeLessThan(LEEWAY);
  expect(stateOf(learner).length).toBeLessThanOrEqual(bound);
  subscription.unsubscribe();
}
