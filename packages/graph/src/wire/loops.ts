import type { DType, Key, Shape } from '@thalweg/tensor';
import type { PoolWindows } from '../shape/pooling.ts';
import type { AxisPadding } from '../shape/sliding.ts';
import type { Positions } from '../shape/window.ts';

/**
 * The kinds of loops that an operation may have, with the parameters of each. The compiler has code for most of them. The
 * interpreter's function travels with the operation, so that an app pays only for the operations that it imports.
 */
export interface Loops {
  /** Adds each element up at the place along an axis that its index names. */
  readonly addAlong: AlongAxis;
  /** The position of the largest or the smallest element along an axis, the first or the last among equals. */
  readonly argmax: AlongAxis & { readonly smallest: boolean; readonly last: boolean };
  /** The places along an axis in the order of the elements. */
  readonly argsort: AlongAxis & { readonly descending: boolean };
  /** The mean or the sum of each window. */
  readonly averageWindows: Averaged;
  /** The lower factors of symmetric matrices. */
  readonly cholesky: object;
  /** Combines each element with the one at the place along an axis that its index names. */
  readonly combineAlong: AlongAxis & { readonly reduction: ScatterReduction };
  /** Lays values end to end along an axis. */
  readonly concat: AlongAxis;
  /** One side of a convolution from the two others. */
  readonly convolution: Convolution;
  /** The product of matrices: the last axis of the left factor, contracted with the last but one of the right. */
  readonly contraction: object;
  /** The number of elements along some axes. */
  readonly count: { readonly axes: readonly number[] };
  /** The product of all elements up to each along an axis, or from each on if reversed; without itself if exclusive. */
  readonly cumprod: Running & { readonly exclusive: boolean };
  /** The sum of all elements up to each along an axis, or from each on if reversed; without itself if exclusive. */
  readonly cumsum: Running & { readonly exclusive: boolean };
  /** The determinants of matrices, their signs, or the logarithms of their absolute values. */
  readonly determinant: { readonly of: 'determinant' | 'sign' | 'logarithm' };
  /** Copies the rows at indices along an axis. */
  readonly gather: AlongAxis;
  /** Copies listed rows out of a table; zeros where no row is listed. */
  readonly gatherRows: ListedRows;
  /** 1 at an index and 0 elsewhere, in rows of some size. */
  readonly oneHot: { readonly size: number };
  /** Puts elements at the positions of a slice, and zeros elsewhere. */
  readonly pad: AlongAxis & Positions;
  /** The positions along the first axis. */
  readonly positions: object;
  /** An element for each window, where another value has its largest in the window. */
  readonly pickMax: PoolWindows;
  /** Puts an element of each window where another value has its largest in the window. */
  readonly placeMax: PoolWindows;
  /** For each element along axes, the product of all others. */
  readonly productOfOthers: OverAxes;
  /** The value of a linear recurrence of terms and factors before each element along an axis. */
  readonly recurrence: Running;
  /** Reduces neighbouring axes to one element: float64 in blocks of so many, whose results are combined in pairs; else in one. */
  readonly reduce: OverAxes & { readonly reducer: ReducerName; readonly block?: number | undefined };
  /** Moves elements along an axis; those that leave it at one end come back at the other. */
  readonly roll: AlongAxis & { readonly shift: number };
  /** The place of the largest or the smallest element up to each along an axis. */
  readonly runningExtreme: Running & { readonly smallest: boolean };
  /** Runs a part of a graph for each element along the first axis of its inputs; `scanPart` has what comes out. */
  readonly scan: LoopBody;
  /** One of the results of a scan. */
  readonly scanPart: LoopPart;
  /** Adds rows up at indices along an axis. */
  readonly scatter: AlongAxis;
  /** Copies listed rows to their places in a table of zeros. */
  readonly scatterRows: ListedRows;
  /** Gives the elements of each window a share of one element, or all of it. */
  readonly shareWindows: Averaged;
  /** Copies the positions of a slice. */
  readonly slice: AlongAxis & Positions;
  /** Solves systems of linear equations: matrices, or their transposes, and right-hand sides. */
  readonly solve: { readonly transpose: boolean };
  /** Copies one of the parts that lie end to end along an axis. */
  readonly split: AlongAxis & { readonly index: number };
  /** Puts the first two axes in each other's place. */
  readonly swapAxes: object;
  /** Copies the element at each index's place along an axis. */
  readonly takeAlong: AlongAxis;
  /** The places of the `k` largest or smallest elements along an axis, in order. */
  readonly topK: AlongAxis & { readonly k: number; readonly largest: boolean };
  /** Solves triangular systems: matrices of which one triangle counts, and right-hand sides. */
  readonly triangularSolve: Triangle;
  /** Random numbers from [0, 1) of a key and a counter. */
  readonly uniform: { readonly key: Key };
  /** The distinct indices, in the order in which they first come. */
  readonly unique: object;
  /** For each index, its position among the distinct ones. */
  readonly uniqueInverse: AlongAxis;
  /** Zeros. */
  readonly zeros: object;
}

/** The name of a kind of loop. */
export type LoopName = keyof Loops;

/** The ways in which elements become one. */
export type ReducerName = 'sum' | 'prod' | 'max' | 'min' | 'squaredDeviations';

/** A convolution of which one side is computed. Its other parameters are those of the convolution, whichever side that is. */
export interface Convolution extends Windows {
  readonly side: 'output' | 'input' | 'weights';
}

/** The way in which the windows of a convolution lie on its input, by spatial axis. */
export interface Windows {
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: readonly AxisPadding[];
  /** Filters see the channels of their own group only. */
  readonly groups: number;
}

/** The triangle of a square matrix that counts. */
export interface Triangle {
  readonly lower: boolean;
  /** True for the matrix whose transpose it is. */
  readonly transpose: boolean;
  /** True if the diagonal is 1, whatever is there. */
  readonly unitDiagonal: boolean;
}

/** The ways in which a value is combined with what is at its place: it takes the place, or both become one. */
export type ScatterReduction = 'none' | 'add' | 'mul' | 'max' | 'min';

interface AlongAxis {
  readonly axis: number;
}

/** Along an axis, from its end if reversed. */
interface Running extends AlongAxis {
  readonly reverse: boolean;
}

/** Windows, and what their sums are divided by: their elements, their places, which padding has too, or nothing. */
interface Averaged extends PoolWindows {
  readonly divisor: 'elements' | 'places' | 'none';
}

/** The neighbouring axes `[from, to)`. */
interface OverAxes {
  readonly from: number;
  readonly to: number;
}

interface ListedRows extends AlongAxis {
  /** True if the list may name rows that the table lacks. */
  readonly checked: boolean;
}

/** A wire of a body: a `Wire`, of which descriptions of kernels know no more than this. */
interface BodyWire {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly height: number;
  readonly inputs: readonly BodyWire[];
}

/**
 * The part of a graph that a scan repeats: its sources are placeholders, and it has no others but constants. The inputs of
 * the scan are the first carries, the stacks that slices are taken from, and the captured values, in this order.
 */
export interface LoopBody {
  readonly carries: readonly BodyWire[];
  readonly slices: readonly BodyWire[];
  readonly captures: readonly BodyWire[];
  /** The next value of each carry. */
  readonly next: readonly BodyWire[];
  /** True if it begins at the end. */
  readonly reverse: boolean;
}

/** A result of a scan: the values of a wire of its body at all steps, or the last value of a carry. */
export type LoopPart = { readonly stack: BodyWire } | { readonly last: number };

/** The carries, by their numbers, and the wires of a body that some results of a scan depend on. */
interface LoopDemands {
  readonly carries: readonly number[];
  readonly wires: readonly BodyWire[];
}

/** Returns what a loop must compute for some parts: a carry that none of them depends on is left out. */
export function loopDemands(body: LoopBody, parts: readonly LoopPart[]): LoopDemands {
  const carries = new Set(parts.flatMap(result => ('last' in result ? [result.last] : [])));
  const wires = new Set(parts.flatMap(result => ('stack' in result ? [result.stack] : [])));
  const seen = new Set(wires);
  const numbers = new Map(body.carries.map((carry, number) => [carry, number]));
  const follow = (): void => {
    for (const wire of seen) {
      const number = numbers.get(wire);
      if (number !== undefined) carries.add(number);
      for (const input of wire.inputs) seen.add(input);
    }
  };
  follow();
  // The set grows while it is walked through.
  for (const number of carries) {
    wires.add(body.next[number]!);
    seen.add(body.next[number]!);
    follow();
  }
  return { carries: [...carries].sort((a, b) => a - b), wires: [...wires] };
}
