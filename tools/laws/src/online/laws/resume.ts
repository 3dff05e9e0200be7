import { decodeSnapshot, encodeSnapshot, restore, snapshot } from '@thalweg/train';
import { expect } from 'vitest';
import type { Learner, OnlineRow } from './online-row.ts';
import { itemsOf, pushed, pushedToTheEnd, stateOf } from './pushed.ts';

/** A run without a break: its items, what it tells of them, and the state that it ends in. */
export interface Unbroken<T> {
  readonly items: readonly T[];
  readonly told: readonly unknown[];
  readonly state: string;
}

/** Returns a run without a break, of so many items. */
export async function unbroken<T>(row: OnlineRow<T>, length: number): Promise<Unbroken<T>> {
  const items = itemsOf(row, length);
  const learner = row.make();
  const { told } = await pushedToTheEnd(row, learner.operator, items);
  return { items, told, state: stateOf(learner) };
}

/**
 * A run that is broken off after so many items, written to a file and read into a new learner, each time, tells what one
 * without a break tells, to the last bit, and ends in the same state.
 */
export async function goesOnAsIfUnbroken<T>(
  row: OnlineRow<T>,
  cuts: readonly number[],
  { items, told: wanted, state }: Unbroken<T>,
): Promise<void> {
  let learner = row.make();
  const told: unknown[] = [];
  let at = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    told.push(...pushed(learner.operator, items.slice(at, cut)).told);
    learner = putInto(row.make(), encodeSnapshot(snapshot(learner.parts ?? {})));
    at = cut;
  }
  const rest = await pushedToTheEnd(row, learner.operator, items.slice(at));
  expect({ told: [...told, ...rest.told], errors: rest.errors }).toEqual({ told: wanted, errors: [] });
  expect(stateOf(learner)).toBe(state);
}

function putInto<T>(learner: Learner<T>, file: Uint8Array): Learner<T> {
  restore(learner.parts ?? {}, decodeSnapshot(file));
  return learner;
}

/** What it has saved stays as it was, whatever it learns later; and saving changes nothing. */
export function leavesWhatItSaved<T>(row: OnlineRow<T>): void {
  const [learner, twin] = [row.make(), row.make()];
  const [first, second] = [itemsOf(row, 30), itemsOf(row, 30, 30)];
  for (const one of [learner, twin]) pushed(one.operator, first);
  const kept = snapshot(learner.parts ?? {});
  const file = encodeSnapshot(kept);
  for (const one of [learner, twin]) pushed(one.operator, second);
  expect(encodeSnapshot(kept)).toEqual(file);
  expect(stateOf(learner)).toBe(stateOf(twin));
}
