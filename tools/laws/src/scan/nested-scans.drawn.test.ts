import { fc, test } from '@fast-check/vitest';
import { takenRuns } from '@thalweg/drawn';
import { gradient, read, scan, type Node } from '@thalweg/graph';
import { describe, expect } from 'vitest';
import { twins } from '../compiled/twins.ts';
import { expectClose } from './expect-close.ts';
import {
  cellOf,
  cellPlans,
  lossOf,
  randomParameter,
  unrolled,
  valuesOf,
  type CellPlan,
  type Float,
  type RandomCell,
  type Run,
} from './random-scan.ts';

const seed = 20_263;

interface NestedPlan {
  readonly inner: CellPlan;
  readonly outer: CellPlan;
  readonly steps: readonly [outer: number, inner: number];
  readonly reverse: readonly [outer: boolean, inner: boolean];
}

const nestedPlans: fc.Arbitrary<NestedPlan> = fc.record({
  inner: cellPlans,
  outer: cellPlans,
  steps: fc.tuple(fc.constantFrom(1, 2, 3), fc.constantFrom(1, 2, 3)),
  reverse: fc.tuple(fc.boolean(), fc.boolean()),
});

type Looped = { readonly carry: readonly Node[]; readonly output: readonly Node[] };
type Loop = (cell: RandomCell, run: Run) => Looped;

const scanned: Loop = (cell, { xs, init, axis, reverse }) => scan(cell as never, xs, { init, axis, reverse }) as never;

/** A loop whose cell is a loop over another axis, which uses the carry of the outer one, with formulas after it. */
function nested(
  { inner, outer, steps, reverse }: NestedPlan,
  dtype: Float,
  loop: Loop,
): Looped & { readonly parameters: readonly Node[] } {
  // prettier-ignore
  const values = valuesOf(dtype);
  const x = randomParameter('x', [steps[0], steps[1], 3], { seed: 41, dtype });
  const init = [randomParameter('h', [3], { seed: 42, dtype }), randomParameter('k', [], { seed: 43, dtype })];
  const step: RandomCell = (carries, xs) => {
    const captured = { ...values, parameters: [...values.parameters, ...carries] };
    const within = loop(cellOf(inner, captured), { xs, init: carries, axis: 0, steps: steps[1], reverse: reverse[1] });
    const after = cellOf(outer, { ...values, fixed: within.output })(within.carry, xs);
    return { carry: after.carry, output: [...after.output, ...within.output] };
  };
  const { carry, output } = loop(step, { xs: [x], init, axis: 0, steps: steps[0], reverse: reverse[0] });
  return { carry, output, parameters: [...values.parameters, ...init, x] };
}

/** The results of a loop, and their derivatives up to an order. */
function derivatives(plan: NestedPlan, order: number, [dtype, loop]: readonly [Float, Loop]): Node[] {
  const { carry, output, parameters } = nested(plan, dtype, loop);
  const found = [...carry, ...output];
  const slopes = (parts: readonly Node[]): Node[] => {
    const loss = lossOf(parts, { parameters });
    return parameters.map(one => gradient(loss, one) as Node);
  };
  let last = found;
  for (let n = 0; n < order; n++) last = slopes(last);
  return last;
}

describe('a scan in a scan', () => {
  test.prop([nestedPlans], { numRuns: takenRuns(30), seed })(
    'has the values of its unrolling, to the last bit',
    plan => {
      const [found, wanted] = [scanned, unrolled].map(loop => derivatives(plan, 0, ['float64', loop]).map(node => read(node))); // prettier-ignore
      expect(found!.map(({ data }) => data)).toEqual(wanted!.map(({ data }) => data));
    },
  );

  for (const [order, share] of [
    [1, 1e-11],
    [2, 1e-9],
  ] as const)
    // prettier-ignore
    test.prop([nestedPlans], { numRuns: takenRuns(15), seed })(`has derivatives of order ${order}`, plan => {
      const [found, wanted] = [scanned, unrolled].map(loop => derivatives(plan, order, ['float64', loop]));
      found!.forEach((node, n) => expectClose(read(node), read(wanted![n]!), share, `parameter ${n}`));
    });

  for (const order of [0, 1, 2])
    test.prop([nestedPlans], { numRuns: takenRuns(15), seed })(
      `does the same compiled, in derivatives of order ${order}`,
      plan => {
        const pair = twins(() => ({ outputs: derivatives(plan, order, ['float32', scanned]) }), { units: 1024 });
        pair.step();
        pair.step();
        pair.close();
      },
    );
});
