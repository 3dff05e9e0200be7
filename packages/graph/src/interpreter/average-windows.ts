import { allocate, dtypeOf, type TypedArray } from '@thalweg/tensor';
import { isDisjoint, poolingOf } from '../shape/pooling.ts';
import type { LoopKernel } from '../wire/kernel.ts';
import type { Loops } from '../wire/loops.ts';
import { eachWindow, stepsOf } from './each-window.ts';

/** Windows, and what their sums are divided by. */
export type AverageWindows = Loops['averageWindows'];

/** The mean of each window, or its sum; summed in float64. */
export function averaging(windows: AverageWindows): LoopKernel {
  return {
    kind: 'loop',
    loop: 'averageWindows',
    parameters: windows,
    bind: (output, [input]) => {
      const pooling = poolingOf(input!.shape!, windows);
      const { channels } = pooling;
      const steps = stepsOf(pooling);
      const sums = new Float64Array(channels);
      return () => {
        const [out, x] = [output.write(), input!.data];
        eachWindow(pooling, (place, first, height, width) => {
          sums.fill(0);
          for (let row = 0; row < height; row++)
            addRun(sums, x, { start: first + row * steps.row, step: steps.column, width });
          const count = countOf(windows, height, width);
          for (let channel = 0; channel < channels; channel++) out[place + channel] = sums[channel]! / count;
        });
      };
    },
  };
}

/** The elements of a window in one row. */
interface Run {
  readonly start: number;
  readonly step: number;
  readonly width: number;
}

/** Adds the channels of a run to sums. */
function addRun(sums: Float64Array, x: TypedArray, { start, step, width }: Run): void {
  for (let column = 0; column < width; column++)
    for (let channel = 0; channel < sums.length; channel++) sums[channel]! += x[start + column * step + channel]!;
}

/**
 * An element of each window, shared evenly among the window's elements, or given to each; a second input gives the shape.
 * The shares of windows with a common element are added one after another.
 */
export function sharing(windows: AverageWindows): LoopKernel {
  return {
    kind: 'loop',
    loop: 'shareWindows',
    parameters: windows,
    shapeOnly: [1],
    bind: (output, [input]) => {
      const pooling = poolingOf(output.shape!, windows);
      const { channels } = pooling;
      const steps = stepsOf(pooling);
      const adds = !isDisjoint(pooling);
      return () => {
        const [out, x] = [output.write().fill(0), input!.data];
        const shares = allocate(dtypeOf(out), channels);
        eachWindow(pooling, (place, first, height, width) => {
          const count = countOf(windows, height, width);
          for (let channel = 0; channel < channels; channel++) shares[channel] = x[place + channel]! / count;
          for (let row = 0; row < height; row++)
            give(out, shares, { start: first + row * steps.row, step: steps.column, width, adds });
        });
      };
    },
  };
}

/** Gives shares to the channels of a run. */
function give(
  out: TypedArray,
  shares: TypedArray,
  { start, step, width, adds }: Run & { readonly adds: boolean },
): void {
  for (let column = 0; column < width; column++)
    for (let channel = 0; channel < shares.length; channel++) {
      const at = start + column * step + channel;
      out[at] = adds ? out[at]! + shares[channel]! : shares[channel]!;
    }
}

/** The number that a sum is divided by. */
function countOf({ divisor, size }: AverageWindows, height: number, width: number): number {
  if (divisor === 'none') return 1;
  return divisor === 'places' ? size.reduce((count, length) => count * length, 1) : height * width;
}
