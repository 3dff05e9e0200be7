import type { VectorFunction } from '../lowering/instruction-code.ts';
import { evaluate } from './lanes.ts';
import { ulpError } from './ulp.ts';

/** The largest error of a function of vectors over some points, in ulps, against its values in float64. */
export function worst(
  write: VectorFunction,
  exact: (...x: number[]) => number,
  ...columns: readonly Float32Array[]
): number {
  let largest = 0;
  for (const [i, value] of evaluate(write, ...columns).entries())
    largest = Math.max(largest, ulpError(value, exact(...columns.map(column => column[i]!))));
  return largest;
}

/** Values of a function of vectors at some points, as float32. */
export function valuesAt(write: VectorFunction, ...columns: readonly (readonly number[])[]): number[] {
  const count = columns[0]!.length;
  const padded = columns.map(column => {
    const data = new Float32Array(4 * Math.ceil(count / 4));
    data.set(column);
    return data;
  });
  return Array.from(evaluate(write, ...padded).subarray(0, count));
}
