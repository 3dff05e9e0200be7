import { from, Subject } from 'rxjs';
import { expect } from 'vitest';
import type { Operator } from '../../operators/laws/operator-row.ts';
import type { Learner, OnlineRow } from './online-row.ts';
import { itemsOf, listened, pushed, stateOf } from './pushed.ts';

/**
 * One that is looked at while it learns, and then looked at alone, is in the state of one that nobody has looked at, byte by
 * byte, and goes on as that does.
 */
export function readingNeverLearns<T>(row: OnlineRow<T>, readingOf: (learner: Learner<T>) => Operator<T>): void {
  const [learner, twin] = [row.make(), row.make()];
  const reading = readingOf(learner);
  const [first, others, rest] = [itemsOf(row, 30), itemsOf(row, 30, 30), itemsOf(row, 30, 60)];

  const items$ = new Subject<T>();
  const looking = listened(reading(items$));
  const learning = listened(learner.operator(items$));
  for (const item of first) items$.next(item);
  learning.leave();
  looking.leave();
  const unseen = pushed(twin.operator, first);
  expect(learning).toMatchObject(unseen);
  expect(stateOf(learner)).toBe(stateOf(twin));

  const before = stateOf(learner);
  const looks = listened(reading(from(others)));
  looks.leave();
  expect(looks.errors).toEqual([]);
  expect(looks.told.length).toBeGreaterThan(0);
  expect(stateOf(learner)).toBe(before);

  expect(pushed(learner.operator, rest)).toEqual(pushed(twin.operator, rest));
  expect(stateOf(learner)).toBe(stateOf(twin));
}
