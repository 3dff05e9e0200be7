import { Subject } from 'rxjs';
import { expect } from 'vitest';
import type { OnlineRow } from './online-row.ts';
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

/** Bytes that compiled code, and what the engine learns of it, may take after the warm-up: of each item, and at most. */
const [LEEWAY_OF_ITEM, LEEWAY] = [2, 200_000];

/** Times that garbage is collected before a heap counts as too large. */
const COLLECTIONS = 4;

/** How the heap is measured, and how the event loop gets a turn. */
export interface Measuring {
  readonly heap: () => number;
  readonly turn: () => Promise<void>;
}

/**
 * After 10⁴ items the heap stays where it is, through so many more, and the state within its bound. Where it does not at first,
 * it is looked at after more items. What has grown meanwhile counts even if it has come to rest, unless it was given back.
 */
export async function staysWhereItIs<T>(row: OnlineRow<T>, measuring: Measuring, further = FURTHER): Promise<void> {
  const { heap, turn } = measuring;
  const { make, item, bound } = row;
  const learner = make();
  const source$ = new Subject<T>();
  const subscription = learner.operator(source$).subscribe();
  let at = 0;
  const push = async (count: number): Promise<void> => {
    for (const end = at + count; at < end; at++) {
      source$.next(item(at));
      if (at % 100 === 0) await turn();
    }
  };
  await push(WARM_UP);
  const warm = heap();
  let [growth, leeway] = [Infinity, 0];
  for (let look = 0, count = further; look < LOOKS && growth >= leeway; look++, count *= TIMES) {
    await push(count);
    leeway = Math.min(LEEWAY, LEEWAY_OF_ITEM * (at - WARM_UP));
    growth = await growthSince(warm, leeway, measuring);
  }
  subscription.unsubscribe();
  expect(growth).toBeLessThan(leeway);
  expect(stateOf(learner).length).toBeLessThanOrEqual(bound);
}

/** The bytes by which the heap has grown: the least of some looks, until one is below the leeway. Not all garbage is free at once. */
async function growthSince(before: number, leeway: number, { heap, turn }: Measuring): Promise<number> {
  let growth = Infinity;
  for (let times = 0; times < COLLECTIONS && growth >= leeway; times++) {
    await turn();
    growth = Math.min(growth, heap() - before);
  }
  return growth;
}
