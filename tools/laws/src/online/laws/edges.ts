import { ContractError } from '@thalweg/tensor';
import { expect } from 'vitest';
import type { OnlineRow } from './online-row.ts';
import { itemsOf, pushed, pushedToTheEnd, stateOf } from './pushed.ts';

/** Of an empty stream comes nothing, and nothing is learned. */
export async function learnsNothingOfNothing<T>(row: OnlineRow<T>): Promise<void> {
  const learner = row.make();
  expect(await pushedToTheEnd(row, learner.operator, [])).toEqual({ told: [], errors: [] });
  expect(stateOf(learner)).toBe(stateOf(row.make()));
}

/** Of these items comes this, up to the ninth digit. */
export async function givesOf<T>(
  row: OnlineRow<T>,
  [items, told]: readonly [items: readonly unknown[], told: readonly unknown[]],
): Promise<void> {
  const came = await pushedToTheEnd(row, row.make().operator, items as readonly T[]);
  expect({ told: rounded(came.told), errors: came.errors }).toEqual({ told: rounded(told), errors: [] });
}

function rounded(value: unknown): unknown {
  if (typeof value === 'number') return Number(value.toFixed(9));
  if (ArrayBuffer.isView(value)) return (value as Float64Array).map(x => rounded(x) as number);
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, rounded(field)]));
}

/**
 * An item that it has no use for is refused with a `ContractError`, after the first item and after many; its state is then
 * as it was, and it goes on as if there had been no such item.
 */
export function refusesAndGoesOn<T>(row: OnlineRow<T>, refused: unknown): void {
  for (const count of [1, 25]) {
    const [learner, twin] = [row.make(), row.make()];
    for (const one of [learner, twin]) pushed(one.operator, itemsOf(row, count));
    const before = stateOf(learner);
    const { told, errors } = pushed(learner.operator, [refused as T]);
    expect(told).toEqual([]);
    expect(errors).toEqual([expect.any(ContractError)]);
    expect(String(errors[0])).toMatch(/: .* must .*, got .*\. .*/);
    expect(stateOf(learner)).toBe(before);
    const rest = itemsOf(row, 25, count);
    expect(pushed(learner.operator, rest)).toEqual(pushed(twin.operator, rest));
    expect(stateOf(learner)).toBe(stateOf(twin));
  }
}

/** Fields that nobody asks for change nothing; they stay with their records, or are left out. */
export function takesFurtherFields<T>(row: OnlineRow<T>, what: 'kept' | 'ignored'): void {
  const [learner, twin] = [row.make(), row.make()];
  const items = itemsOf(row, 40);
  const further = { further: 'a new field' };
  const wanted = pushed(twin.operator, items).told as object[];
  const { told, errors } = pushed(
    learner.operator,
    items.map((item, i) => (i % 3 === 1 ? { ...item, ...further } : item)),
  );
  expect(errors).toEqual([]);
  expect(told.length).toBeGreaterThan(0);
  expect(told).toEqual(what === 'kept' ? wanted.map((one, i) => (i % 3 === 1 ? { ...one, ...further } : one)) : wanted);
  expect(stateOf(learner)).toBe(stateOf(twin));
}
