import type { TypedArray } from '@thalweg/tensor';
import type { LoopKernel } from '../wire/kernel.ts';
import { extentsOf } from './reduce.ts';

/**
 * For each element along the axes `[from, to)` the product of all others: of those before it, times those after it.
 *
 * Its derivatives are the same product with dual numbers. The first input is x, the others are directions uₐ, and what
 * is computed is the part with ε₁·…·εₙ of Π (xⱼ + Σₐ εₐ·uₐⱼ), where εₐ² = 0. A dual number is held as 2ⁿ parts, that of
 * a set of the εₐ at the position which has a bit for each of them.
 */
export function productOfOthers(from: number, to: number): LoopKernel {
  return {
    kind: 'loop',
    loop: 'productOfOthers',
    parameters: { from, to },
    bind: (output, inputs) => {
      const { outer, length, inner } = extentsOf(output, from, to);
      const parts = 2 ** (inputs.length - 1);
      const before = new Float64Array(length * parts);
      const running = new Float64Array(parts);
      return () => {
        const out = output.write();
        const [x, ...directions] = inputs.map(input => input.data);
        for (let o = 0; o < outer; o++)
          for (let i = 0; i < inner; i++) {
            const at = (k: number): number => (o * length + k) * inner + i;
            one(running);
            for (let k = 0; k < length; k++) {
              before.set(running, k * parts);
              multiply(running, x!, directions, at(k));
            }
            one(running);
            for (let k = length - 1; k >= 0; k--) {
              out[at(k)] = lastPart(before, k * parts, running);
              multiply(running, x!, directions, at(k));
            }
          }
      };
    },
  };
}

function one(number: Float64Array): void {
  number.fill(0);
  number[0] = 1;
}

/** Multiplies a dual number by x + Σ εₐ·uₐ. The largest sets come first: they take from smaller ones. */
function multiply(number: Float64Array, x: TypedArray, directions: readonly TypedArray[], at: number): void {
  for (let set = number.length - 1; set >= 0; set--) {
    let part = number[set]! * x[at]!;
    for (let a = 0; a < directions.length; a++)
      if (set & (1 << a)) part += number[set ^ (1 << a)]! * directions[a]![at]!;
    number[set] = part;
  }
}

/** The part with all εₐ of a product of dual numbers, of which the first one starts at a position. */
function lastPart(a: Float64Array, start: number, b: Float64Array): number {
  const all = b.length - 1;
  let part = 0;
  for (let set = 0; set <= all; set++) part += a[start + set]! * b[all ^ set]!;
  return part;
}
