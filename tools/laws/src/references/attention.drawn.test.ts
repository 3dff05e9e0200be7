import { refute, takenRows } from '@thalweg/drawn';
import type { Runner } from '@thalweg/graph';
import type { Tensor } from '@thalweg/tensor';
import { wasm, type ExplainedUnit } from '@thalweg/wasm';
import { describe, expect, it } from 'vitest';
import { counted } from '../compiled/counted.ts';
import { passOnce } from '../compiled/runs.ts';
import { replaced } from '../operations/laws/plain.ts';
import { type AttentionBuild, attentionNodes, type AttentionRow, attentionRows, maskOf } from './attention-nodes.ts';
import { distance } from './distance.ts';

const rows = attentionRows();

const titled = rows.map((row, number) => {
  const { layer, heads = 0, options, mask, values } = row;
  const shapes = values.filter(([name]) => !name.includes('/')).map(([, shape]) => `[${shape.join()}]`);
  return [`${layer} ${shapes.join(' ')} ${JSON.stringify({ heads, mask, ...options })}, row ${number}`, row] as const;
});

const taken = takenRows('references of attention', titled, ([, { layer }]) => layer);

const BOUNDS = { float64: 1e-9, float32: 1e-4 } as const;

function away(row: AttentionRow, build: AttentionBuild, runner?: Runner): number {
  return distance({ ...row, shapes: row.values.map(([, shape]) => shape) }, computed(row, build, runner));
}

/** The results of a row in one pass. */
function computed(row: AttentionRow, build: AttentionBuild, runner?: Runner): readonly Tensor[] {
  const { outputs, feeds } = attentionNodes(row, build);
  return passOnce({ outputs, ...(runner && { runner }) }, ...feeds);
}

describe('attention has PyTorch’s values, gradients and second derivatives', () => {
  it.each(taken)('interpreted: %s', (_, row) => {
    expect(away(row, { dtype: 'float64' })).toBeLessThanOrEqual(BOUNDS.float64);
    expect(away(row, { dtype: 'float64', named: true })).toBeLessThanOrEqual(BOUNDS.float64);
  });

  it.each(taken)('compiled: %s', (_, row) => {
    for (const named of [false, true]) {
      const units: ExplainedUnit[] = [];
      const watched = counted(wasm({ onPlan: plan => units.push(...plan.units) }));
      expect(away(row, { dtype: 'float32', named }, watched.runner)).toBeLessThanOrEqual(BOUNDS.float32);
      expect(watched).toMatchObject({ compiled: 1, interpreted: 0 });
      expect(units.filter(({ by }) => by === 'interpreter').map(({ what }) => what)).toEqual([]);
    }
  });
});

describe('the reference', () => {
  it('has masks that hide whole rows, causal rows, several heads, lengths of 0, 1 and odd ones, and no row twice', () => {
    expect(new Set(titled.map(([title]) => title.replace(/, row \d+$/, ''))).size).toBe(rows.length);
    const counts = (is: (row: AttentionRow) => boolean): number => rows.filter(is).length;
    for (const layer of ['attention', 'multiHeadAttention', 'transformerBlock', 'sinusoidalPositions', 'rotary'])
      expect(counts(row => row.layer === layer)).toBeGreaterThanOrEqual(5);
    expect(counts(({ mask }) => mask !== null)).toBeGreaterThanOrEqual(20);
    expect(counts(({ options }) => options.causal === true)).toBeGreaterThanOrEqual(20);
    for (const time of [0, 1, 5, 33])
      expect(counts(({ values }) => values[0]![1].at(-2) === time)).toBeGreaterThanOrEqual(2);
    const hiding = rows.filter(({ mask }) => mask !== null && hasEmptyRow(maskOf(mask)));
    expect(hiding.length).toBeGreaterThanOrEqual(4);
  });

  it('control: other numbers, options and masks are found out', () => {
    const build = { dtype: 'float64' } as const;
    const row = rows.find(({ layer, options }) => layer === 'multiHeadAttention' && options.causal && options.rotary)!;
    expect(away(row, build)).toBeLessThanOrEqual(BOUNDS.float64);
    const found = computed(row, build);
    const shapes = row.values.map(([, shape]) => shape);
    for (const [n, value] of found.entries()) {
      const off = { ...value, data: replaced(Array.from(value.data), 3, value.data[3]! + 1e-5) } as unknown as Tensor;
      expect(distance({ ...row, shapes }, replaced(found, n, off))).toBeGreaterThan(BOUNDS.float64);
    }
    for (const options of [
      { ...row.options, causal: false },
      { ...row.options, rotary: false },
    ])
      expect(away({ ...row, options }, build)).toBeGreaterThan(1e-3);
    const masked = rows.find(({ layer, mask }) => layer === 'attention' && mask !== null)!;
    expect(away({ ...masked, mask: null }, build)).toBeGreaterThan(1e-3);
    const last = rows.find(({ options }) => options.norm === 'last')!;
    refute(() => expect(away({ ...last, options: { ...last.options, norm: 'first' } }, build)).toBeLessThan(1e-3));
  });
});

/** True if a mask has a row of nothing. */
function hasEmptyRow({ data, shape }: Tensor): boolean {
  const keys = shape.at(-1)!;
  const rowsOf = Array.from({ length: data.length / keys }, (_, row) => data.slice(row * keys, (row + 1) * keys));
  return rowsOf.some(row => row.every(value => !value));
}
