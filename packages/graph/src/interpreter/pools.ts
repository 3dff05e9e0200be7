import { allocate, dtypeOf, type TypedArray } from '@thalweg/tensor';
import { elementsOf, isDisjoint, type Pooling, poolingOf, type PoolWindows } from '../shape/pooling.ts';
import type { LoopKernel } from '../wire/kernel.ts';
import type { Loops } from '../wire/loops.ts';

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

/**
 * In each window, the element of the second input at the place where the first has its largest; without a second input,
 * that largest element. Of equals the first is taken, and the last NaN before all.
 */
export function pickingMax(windows: PoolWindows): LoopKernel {
  return {
    kind: 'loop',
    loop: 'pickMax',
    parameters: windows,
    bind: (output, [input, other = input]) => {
      const pooling = poolingOf(input!.shape!, windows);
      const eachLargest = largestIn(pooling);
      return () => {
        const out = output.write();
        const values = other!.data;
        eachLargest(input!.data, (place, at) => (out[place] = values[at]!));
      };
    },
  };
}

/**
 * The elements of the second input, one of each window, at the place where the first has its largest; zeros elsewhere. Where
 * windows share an element, theirs are added one after another.
 */
export function placingMax(windows: PoolWindows): LoopKernel {
  return {
    kind: 'loop',
    loop: 'placeMax',
    parameters: windows,
    bind: (output, [input, other]) => {
      const pooling = poolingOf(input!.shape!, windows);
      const eachLargest = largestIn(pooling);
      const adds = !isDisjoint(pooling);
      return () => {
        const out = output.write().fill(0);
        const values = other!.data;
        eachLargest(input!.data, (place, at) => (out[at] = adds ? out[at]! + values[place]! : values[place]!));
      };
    },
  };
}

/** Prepares to find the largest element of each window and channel. */
function largestIn(pooling: Pooling): (x: TypedArray, found: (place: number, at: number) => void) => void {
  const { channels } = pooling;
  const steps = stepsOf(pooling);
  const places = new Int32Array(channels);
  return (x, found) =>
    eachWindow(pooling, (place, first, height, width) => {
      for (let channel = 0; channel < channels; channel++) places[channel] = first + channel;
      for (let row = 0; row < height; row++) {
        const start = first + row * steps.row;
        for (let column = 0; column < width; column++) takeLarger(places, x, start + column * steps.column);
      }
      for (let channel = 0; channel < channels; channel++) found(place + channel, places[channel]!);
    });
}

/** Takes in the channels at a position where they are larger, or NaN. */
function takeLarger(places: Int32Array, x: TypedArray, start: number): void {
  for (let channel = 0; channel < places.length; channel++) {
    const value = x[start + channel]!;
    if (value > x[places[channel]!]! || value !== value) places[channel] = start + channel;
  }
}

/** The elements of a window that are not padding: the first one's position in the storage, and the numbers of their rows and columns. */
type Visit = (place: number, first: number, height: number, width: number) => void;

/** Visits the windows of each image, row by row; `place` is the position of the window's first channel in the result. */
function eachWindow({ images, rows, columns, channels }: Pooling, visit: Visit): void {
  const across = Array.from({ length: columns.out }, (_, c) => elementsOf(columns, c));
  let place = 0;
  for (let image = 0; image < images; image++)
    for (let r = 0; r < rows.out; r++) {
      const { first: top, count: height } = elementsOf(rows, r);
      for (const { first: left, count: width } of across) {
        visit(place, ((image * rows.size + top) * columns.size + left) * channels, height, width);
        place += channels;
      }
    }
}

/** Returns the distances in the storage from a row of a window to the next, and from a column to the next. */
function stepsOf({ rows, columns, channels }: Pooling): { readonly row: number; readonly column: number } {
  return { row: rows.dilation * columns.size * channels, column: columns.dilation * channels };
}
