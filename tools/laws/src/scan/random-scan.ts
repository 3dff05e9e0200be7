import { fc } from '@fast-check/vitest';
import { add, constant, fillLike, gather, type Node, scan, square, stack, sum, where } from '@thalweg/graph';
import { tensor } from '@thalweg/tensor';
import { cellOf, type CellPlan, type RandomCell } from './random-cell.ts';
import { type Float, randomParameter, valuesOf } from './values.ts';

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

/** The arguments of a scan besides its cell. */
export interface Run {
  readonly xs: readonly Node[];
  readonly init: readonly Node[];
  readonly axis: number;
  readonly steps: number;
  readonly reverse: boolean;
  readonly mask?: Node | undefined;
}

/** The values of a scan, written as one step after another; outputs of no steps are left out. */
export function unrolled(
  cell: RandomCell,
  { xs, init, axis, steps, reverse, mask }: Run,
): { carry: readonly Node[]; output: readonly Node[] } {
  // prettier-ignore
  let carry = init;
  const outputs: Node[][] = [];
  for (let step = 0; step < steps; step++) {
    const position = constant(reverse ? steps - 1 - step : step, { dtype: 'int32' }) as Node;
    const at = (x: Node): Node => gather(x, position, { axis }) as Node;
    const now = cell(carry, xs.map(at));
    const counts = mask && (gather(mask, position) as Node);
    const before = carry;
    carry = now.carry.map((one, n) => (counts ? (where(counts, one, before[n]!) as Node) : one));
    outputs.push(now.output.map(one => (counts ? (where(counts, one, fillLike(one, 0)) as Node) : one)));
  }
  if (reverse) outputs.reverse();
  const stacked = (outputs[0] ?? []).map((first, n) => {
    const place = Math.min(axis, first.shape.length);
    return stack(outputs.map(one => one[n]!), { axis: place } as never) as Node; // prettier-ignore
  });
  return { carry, output: stacked };
}
