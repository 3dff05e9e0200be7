import { takenRows } from '@thalweg/drawn';
import { runningMean, stateful } from '@thalweg/online';
import type { Savable } from '@thalweg/train';
import { describe, expect, it } from 'vitest';
import { titleOf } from './laws/online-row.ts';
import { everyRow } from './online-rows.ts';
import { fuzzStates } from './testing/fuzz-states.ts';
import { fuzzedRows } from './testing/fuzzed-rows.ts';

it('the states of all operators are changed but of those that have none', () => {
  const kept = new Set(fuzzedRows.map(titleOf));
  const others = everyRow.filter(row => !kept.has(titleOf(row)));
  expect(new Set(others.map(({ name }) => name))).toEqual(new Set(['hashFeatures', 'tokens']));
  const saved = others.map(({ make }) => (make().operator as unknown as Savable).save());
  expect(saved).toEqual(others.map(() => ({ tensors: {}, values: {} })));
});

describe('20 changed states with right checksums are refused in words, or are states to go on from', () => {
  it.each(takenRows('changed states', fuzzedRows, ({ name }) => name).map(row => [titleOf(row), row] as const))(
    '%s',
    async (_, row) => {
      const { refused, restored } = await fuzzStates(row, 0, 20);
      expect([refused + restored, refused > 0, restored > 0]).toEqual([20, true, true]);
    },
  );
});

it('a step that believes every state is found out', async () => {
  const { check, ...believing } = runningMean();
  expect(check).toBeDefined();
  const operator = stateful(believing);
  const row = {
    name: 'stateful',
    make: () => ({ operator, parts: { operator } }),
    item: (n: number) => n % 7,
    bound: 900,
  };
  await expect(fuzzStates(row, 0, 200)).rejects.toThrow(/^stateful, seed \d+: NaN in it/);
});
