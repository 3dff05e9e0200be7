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

/** Bytes that may come by chance. A number kept of each item takes four times as many, less what the engine lets go of. */
const LEEWAY = 200_000;

/** How the heap is measured, and how the event loop gets a turn. */
export interface Measuring {
  readonly heap: () => number;
  readonly turn: () => Promise<void>;
}

/** After 10⁴ items the heap stays where it is, through 10⁵ more, and the state within its bound. */
export async function staysWhereItIs<T>(row: OnlineRow<T>, { heap, turn }: Measuring): Promise<void> {
  const { make, item, bound } = row;
  const learner = make();
  const source$ = new Subject<T>();
  const subscription = learner.operator(source$).subscribe();
  const push = async (from: number, to: number): Promise<number> => {
    for (let at = from; at < to; at++) {
      source$.next(item(at));
      if (at % 100 === 0) await turn();
    }
    return heap();
  };
  const warm = await push(0, WARM_UP);
  const later = await push(WARM_UP, WARM_UP + FURTHER);
  subscription.unsubscribe();
  expect(later - warm).toBeLessThan(LEEWAY);
  expect(stateOf(learner).length).toBeLessThanOrEqual(bound);
}
