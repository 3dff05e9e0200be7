import { refute, takenRows } from '@thalweg/drawn';
import type { Tensor } from '@thalweg/tensor';
import { wasm, type ExplainedUnit } from '@thalweg/wasm';
import { describe, expect, it } from 'vitest';
import { counted } from '../compiled/counted.ts';
import { replaced } from '../operations/laws/plain.ts';
import { agrees, computed, expectReference, recurrentRows, titleOf, type RecurrentRow } from './recurrent-agreement.ts';

const rows = recurrentRows();
const titled = rows.map((row, number) => [titleOf(row, number), row] as const);

describe('a recurrent layer has PyTorch’s values, gradients and second derivatives', () => {
  it.each(takenRows('recurrent layers interpreted', titled, ([, { layer }]) => layer))('interpreted: %s', (_, row) => {
    agrees(row, { dtype: 'float64' });
  });

  it.each(takenRows('references of recurrent layers', titled, ([, { layer }]) => layer))(
    'compiled for batches and lengths that the plan receives: %s',
    (_, row) => {
      const units: ExplainedUnit[] = [];
      const watched = counted(wasm({ onPlan: plan => units.push(...plan.units) }));
      expectReference(row, computed(row, { dtype: 'float32', named: true }, watched.runner), 'float32');
      expect(watched).toMatchObject({ compiled: 1, interpreted: 0 });
      expect(units.length).toBeGreaterThan(0);
      expect(units.filter(({ by }) => by === 'interpreter').map(({ what }) => what)).toEqual([]);
    },
  );
});

describe('the reference', () => {
  it('has all layers and options, odd lengths and a length of 1, sequences of none, and no row twice', () => {
    const titles = new Set(rows.map(row => titleOf(row, 0)));
    expect(titles.size).toBe(rows.length);
    const kinds = (of: (row: RecurrentRow) => unknown): string[] => [...new Set(rows.map(row => JSON.stringify(of(row))))];
    expect(kinds(({ layer }) => layer).length).toBe(4);
    for (const option of ['layers', 'bidirectional', 'reverse', 'bias', 'init'] as const)
      expect(kinds(({ layer, options }) => [layer, options[option]]).length).toBeGreaterThanOrEqual(6);
    expect(new Set(rows.map(({ x: [, time] }) => time))).toEqual(new Set([1, 3, 4, 5, 7, 9, 11]));
    expect(rows.filter(({ valid }) => valid !== undefined).length).toBeGreaterThanOrEqual(35);
    expect(rows.some(({ valid }) => (valid as readonly unknown[] | undefined)?.includes(0))).toBe(true);
  }); // prettier-ignore

  it('control: other numbers, options and weights are found out', () => {
    const build = { dtype: 'float64' } as const;
    for (const layer of ['rnn', 'gru', 'lstm', 'lru'] as const) {
      const row = rows.find(one => one.layer === layer && one.x[1] >= 5 && one.valid === undefined)!;
      agrees(row, build);
      const found = computed(row, build);
      for (const [n, value] of found.entries())
        for (const wrong of [value.data[0]! + 1e-5, NaN]) {
          const off = { ...value, data: replaced(Array.from(value.data), 0, wrong) } as unknown as Tensor;
          refute(() => expectReference(row, replaced(found, n, off), 'float64'));
        }
      refute(() => agrees({ ...row, options: { ...row.options, reverse: row.options.reverse !== true } }, build));
    }
    const masked = rows.find(({ valid }) => Array.isArray(valid?.[0]))!;
    refute(() => agrees({ ...masked, valid: [...(masked.valid as boolean[][])].reverse() }, build));
  }); // prettier-ignore
});
