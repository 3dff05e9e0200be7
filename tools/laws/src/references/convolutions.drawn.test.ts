import { refute, takenRows } from '@thalweg/drawn';
import type { Runner } from '@thalweg/graph';
import type { Tensor } from '@thalweg/tensor';
import { wasm, type ExplainedUnit } from '@thalweg/wasm';
import { describe, expect, it } from 'vitest';
import { counted } from '../compiled/counted.ts';
import { passOnce } from '../compiled/runs.ts';
import { replaced } from '../operations/laws/plain.ts';
import { type ConvolutionBuild, convolutionNodes, type ConvolutionRow, convolutionRows } from './convolution-nodes.ts';
import { distance } from './distance.ts';

const rows = convolutionRows();

const titled = rows.map((row, number) => {
  const shapes = row.shapes.map(shape => `[${shape.join()}]`).join(' ');
  return [`${row.operation} ${shapes} ${JSON.stringify(row.options)}, row ${number}`, row] as const;
});

const taken = takenRows('references of convolutions', titled, ([, { operation }]) => operation);

const BOUNDS = { float64: 1e-9, float32: 1e-4 } as const;

/** What a row comes to in one pass. */
function computed(row: ConvolutionRow, build: ConvolutionBuild, runner?: Runner): readonly Tensor[] {
  const { outputs, feeds } = convolutionNodes(row, build);
  return passOnce({ outputs, ...(runner && { runner }) }, ...feeds);
}

function agrees(row: ConvolutionRow, build: ConvolutionBuild & { readonly dtype: keyof typeof BOUNDS }): void {
  expect(distance(row, computed(row, build))).toBeLessThanOrEqual(BOUNDS[build.dtype]);
}

/** The same compiled, for batches whose size the plan receives; the interpreter computes none of it. */
function agreesCompiled(row: ConvolutionRow): void {
  const units: ExplainedUnit[] = [];
  const watched = counted(wasm({ onPlan: plan => units.push(...plan.units) }));
  const found = computed(row, { dtype: 'float32', named: true }, watched.runner);
  expect(distance(row, found)).toBeLessThanOrEqual(BOUNDS.float32);
  expect(watched).toMatchObject({ compiled: 1, interpreted: 0 });
  expect(units.length).toBeGreaterThan(0);
  expect(units.filter(({ by }) => by === 'interpreter').map(({ what }) => what)).toEqual([]);
}

describe('a convolution has PyTorch’s values, gradients and second derivatives', () => {
  it.each(taken)('interpreted: %s', (_, row) => {
    agrees(row, { dtype: 'float64' });
    agrees(row, { dtype: 'float32', named: true });
  });

  it.each(taken)('compiled: %s', (_, row) => agreesCompiled(row));
});

describe('the reference', () => {
  it('has combinations of strides, dilations, paddings and groups, sizes of 0 and 1, and no row twice', () => {
    expect(new Set(titled.map(([title]) => title.replace(/, row \d+$/, ''))).size).toBe(rows.length);
    expect(rows.length).toBeGreaterThanOrEqual(340);
    const kinds = (of: (row: ConvolutionRow) => unknown): number => new Set(rows.map(row => JSON.stringify(of(row)))).size;
    expect(kinds(row => row.operation)).toBe(3);
    expect(kinds(({ options: { stride, dilation } }) => [stride, dilation])).toBeGreaterThanOrEqual(19);
    expect(kinds(({ options }) => options.padding)).toBeGreaterThanOrEqual(10);
    const depthwise = rows.filter(({ options, shapes: [x] }) => options.groups === x.at(-1) && x.at(-1)! > 1);
    expect(depthwise.length).toBeGreaterThanOrEqual(80);
    for (const size of [0, 1]) expect(rows.filter(({ shapes: [x] }) => x[0] === size).length).toBeGreaterThanOrEqual(6);
  }); // prettier-ignore

  it('control: other numbers, options and weights are found out', () => {
    const row = rows.find(({ options, output }) => options.groups === 2 && options.stride === 2 && 'sums' in output)!;
    agrees(row, { dtype: 'float64' });
    const build = { dtype: 'float64' } as const;
    const found = computed(row, build);
    for (const [n, value] of found.entries()) {
      const off = { ...value, data: replaced(Array.from(value.data), 3, value.data[3]! + 1e-6) } as unknown as Tensor;
      expect(distance(row, replaced(found, n, off))).toBeGreaterThan(BOUNDS.float64);
      const none = { ...value, data: replaced(Array.from(value.data), 3, NaN) } as unknown as Tensor;
      refute(() => expect(distance(row, replaced(found, n, none))).toBeLessThanOrEqual(1));
    }
    for (const name of ['conv2d', 'convTranspose2d'] as const) {
      const uneven = rows.find(({ operation, options: { padding } }) => operation === name && Array.isArray(padding))!;
      const sides = uneven.options.padding as readonly (readonly [number, number])[];
      const padding = sides.map(([before, after]) => [after, before] as const);
      agrees(uneven, build);
      refute(() => agrees({ ...uneven, options: { ...uneven.options, padding } }, build));
    }
  }); // prettier-ignore
});
