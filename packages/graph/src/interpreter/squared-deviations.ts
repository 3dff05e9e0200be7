import type { TypedArray } from '@thalweg/tensor';
import type { LoopKernel } from '../wire/kernel.ts';
import { columns, extentsOf } from './reduce.ts';
import { summing } from './reducers.ts';

/** Sums the squared distances from their mean over the neighbouring axes `[from, to)`: in float64, in two passes. */
export function squaredDeviations(from: number, to: number): LoopKernel {
  return {
    kind: 'loop',
    loop: 'reduce',
    parameters: { reducer: 'squaredDeviations', from, to },
    shapeOnly: [1],
    bind: (output, [input]) => {
      const { outer, length, inner } = extentsOf(input!, from, to);
      const total = totals(inner);
      const means = new Float64Array(inner);
      const squares = new Float64Array(length * inner);
      return () => {
        const out = output.write();
        const x = input!.data;
        for (let o = 0; o < outer; o++) {
          const start = o * length * inner;
          const sums = total(x, start, length);
          for (let i = 0; i < inner; i++) means[i] = sums[i]! / length;
          for (let k = 0, at = 0; k < length; k++)
            for (let i = 0; i < inner; i++, at++) squares[at] = (x[start + at]! - means[i]!) ** 2;
          out.set(total(squares, 0, length), o * inner);
        }
      };
    },
  };
}

/** Prepares sums of rows of elements, which the next call overwrites. */
function totals(inner: number): (x: TypedArray, start: number, length: number) => Float64Array {
  if (inner > 1) return columns(summing, inner);
  const result = new Float64Array(inner);
  return (x, start, length) => {
    if (inner === 1) result[0] = summing.row(x, start, length);
    return result;
  };
}
