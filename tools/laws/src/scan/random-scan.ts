import { fc } from '@fast-check/vitest';
import { add, constant, scan, square, sum, type Node } from '@thalweg/graph';
import { tensor } from '@thalweg/tensor';
import { cellOf, type CellPlan, type RandomCell } from './random-cell.ts';
import type { Run } from './unrolled.ts';
import { randomParameter, valuesOf, type Float } from './values.ts';

/** The random choices for a scan. */
export interface ScanPlan {
  readonly cell: CellPlan;
  readonly carries: readonly number[];
  readonly inputs: readonly number[];
  readonly axis: number;
  readonly steps: number;
  readonly reverse: boolean;
  /** Of an axis that is the first. */
  readonly isMasked: boolean;
}

/** The shapes that carries and the inputs of a step may have. */
const SHAPES = [[3], [2, 3], [], [3, 2], [1, 3]] as const;
/** Without one of rank 0, so that the axis may be the second. */
const SLICES = [[3], [2, 3], [3, 3]] as const;

const draw = fc.tuple(fc.nat(200), fc.nat(15), fc.nat(15), fc.nat(11));
const choice = fc.nat(12);

/** Random cells. */
export const cellPlans: fc.Arbitrary<CellPlan> = fc.record({
  draws: fc.array(draw, { minLength: 1, maxLength: 10 }),
  next: fc.array(choice, { minLength: 1, maxLength: 3 }),
  out: fc.array(choice, { minLength: 1, maxLength: 3 }),
});

/** Scans of random cells. */
export const scanPlans: fc.Arbitrary<ScanPlan> = fc.record({
  cell: cellPlans,
  carries: fc.array(fc.nat(SHAPES.length - 1), { minLength: 1, maxLength: 3 }),
  inputs: fc.array(fc.nat(SLICES.length - 1), { minLength: 1, maxLength: 2 }),
  axis: fc.nat(1),
  steps: fc.constantFrom(0, 1, 2, 3, 5),
  reverse: fc.boolean(),
  isMasked: fc.boolean(),
});

/** A scan that was drawn, and what it is made of. */
export interface RandomScan {
  readonly carry: readonly Node[];
  readonly output: readonly Node[];
  readonly cell: RandomCell;
  readonly run: Run;
  /** All that has a gradient. */
  readonly parameters: readonly Node[];
}

/** Builds a scan that was drawn. `wrap` makes another cell of its cell. */
export function randomScan(plan: ScanPlan, dtype: Float, wrap = (cell: RandomCell): RandomCell => cell): RandomScan {
  const { axis, steps, reverse, isMasked } = plan;
  const init = plan.carries.map((shape, n) => randomParameter(`h${n}`, SHAPES[shape]!, { seed: 20 + n, dtype }));
  const xs = plan.inputs.map((shape, n) => {
    const sizes: readonly number[] = SLICES[shape]!;
    return randomParameter(`x${n}`, [...sizes.slice(0, axis), steps, ...sizes.slice(axis)], { seed: 30 + n, dtype });
  });
  const values = valuesOf(dtype);
  const counts = Uint8Array.from({ length: steps }, (_, step) => Number(step % 3 !== 1));
  const mask =
    isMasked && axis === 0 ? (constant(tensor(counts, { shape: [steps], dtype: 'bool' })) as Node) : undefined;
  const cell = cellOf(plan.cell, values);
  const run: Run = { xs, init, axis, steps, reverse, mask };
  const { carry, output } = scan(wrap(cell) as never, xs, { init, axis, reverse, mask }) as unknown as Pick<RandomScan, 'carry' | 'output'>; // prettier-ignore
  return { carry, output, cell, run, parameters: [...values.parameters, ...init, ...xs] };
}

/** A loss of some nodes. It depends on all parameters, also on those that a cell does not use. */
export const lossOf = (parts: readonly Node[], { parameters }: Pick<RandomScan, 'parameters'>): Node =>
  [...parts, ...parameters].map(part => sum(square(part)) as Node).reduce((a, b) => add(a, b) as Node);
