import { takenRuns } from '@thalweg/drawn';
import * as graph from '@thalweg/graph';
import { constant, type Node } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { passOf } from '../testing/both-ways.ts';
import { around, everyExponent } from '../testing/every-exponent.ts';
import { ulpError } from '../testing/ulp.ts';
import { wasm } from '../wasm.ts';

/** A function of the host's Math in float64, a bound in ulps, places to look at closely, and where powers become subnormal. */
type Accuracy = readonly [exact: (x: number) => number, bound: number, places: readonly number[], least?: number];

/** How exact the operations are whose formulas have more than one instruction. */
const formulas: Readonly<Record<string, Accuracy>> = {
  acos: [Math.acos, 2, [0.5, 1]],
  acosh: [Math.acosh, 3, [1, 1.5, 2, 2 ** 53, 2 ** 127]],
  asin: [Math.asin, 2, [0.0035, 0.5, Math.SQRT1_2, 1]],
  asinh: [Math.asinh, 1.7, [2 ** -12, 0.062, 1, 2, 2 ** 53, 2 ** 127]],
  atan: [Math.atan, 1.7, [1, 2 ** 24]],
  atanh: [Math.atanh, 2, [2 ** -12, 0.061, 0.25, 0.5, 1]],
  cosh: [Math.cosh, 3.5, [2 ** -12, 0.5, 1, 10.4, 88.72284, 89.41599]],
  exp2: [x => 2 ** x, 0.6, [0.5, 1, 10.5, 128, 126, 149]],
  logSigmoid: [x => Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x))), 2, [0.5, 10, 17, 88, 104]],
  mish: [x => x * Math.tanh(Math.log1p(Math.exp(x))), 5, [0.5, 3, 10, 20, 86], -87],
  sinh: [Math.sinh, 3.5, [2 ** -27, 2 ** -12, 0.5, 1, 40, 88.72284, 89.41599]],
  tan: [Math.tan, 3, [Math.PI / 4, 2.375, Math.PI / 2, Math.PI, 100 * Math.PI, 1e6]],
};

/** The largest error of an operation in compiled code, in ulps. */
function worstOf(name: string, exact: (x: number) => number, points: Float32Array): number {
  const apply = graph[name as 'tan'];
  const [y] = passOf([apply(constant(points) as Node)], [], wasm());
  return Array.from(points).reduce((worst, x, i) => Math.max(worst, ulpError(y!.data[i]!, exact(x))), 0);
}

describe('compiled in float32, a formula of several instructions', () => {
  it.each(Object.entries(formulas))(
    '%s is within its bound over all exponents',
    (name, [exact, bound, places, least = -Infinity]) => {
      const above = (points: Float32Array): Float32Array => points.map(x => Math.max(x, least));
      expect(worstOf(name, exact, above(everyExponent(takenRuns(1024))))).toBeLessThanOrEqual(bound);
      expect(worstOf(name, exact, above(around(places, takenRuns(2 ** 13))))).toBeLessThanOrEqual(bound);
    },
  );
});
