import { sizeOf, type TypedArray } from '@thalweg/tensor';
import type { LoopInput, LoopKernel } from '../wire/kernel.ts';
import type { ReducerName } from '../wire/loops.ts';

/** A way to reduce the elements along axes to one. */
export interface Reducer {
  readonly name: ReducerName;
  /** The result for no elements. */
  readonly start: number;
  /** Reduces `length` elements that lie side by side. */
  readonly row: (x: TypedArray, start: number, length: number) => number;
  /** Combines `length` elements with as many results: `into[i] ← into[i] ∘ x[start + i]`. */
  readonly rows: (into: Float64Array, x: TypedArray, start: number, length: number) => void;
  /** The most elements that are combined one after another; the results of such blocks are combined in pairs. All by default. */
  readonly block?: number | undefined;
}

/** Reduces the neighbouring axes `[from, to)` to one element, in float64. */
export function reduction(reducer: Reducer, from: number, to: number): LoopKernel {
  return {
    kind: 'loop',
    loop: 'reduce',
    parameters: { reducer: reducer.name, block: reducer.block, from, to },
    bind: (output, [input]) => {
      const { outer, length, inner } = extentsOf(input!, from, to);
      const column = columns(reducer, inner);
      return () => {
        const out = output.write();
        const x = input!.data;
        // Without elements there is nothing to do, however long the other axes are.
        for (let o = 0; inner && o < outer; o++) {
          if (inner === 1) out[o] = reducer.row(x, o * length, length);
          else out.set(column(x, o * length * inner, length), o * inner);
        }
      };
    },
  };
}

/** Prepares the reduction of rows of elements to one, which the next call overwrites. */
function columns(
  { start: none, rows, block = Infinity }: Reducer,
  inner: number,
): (x: TypedArray, start: number, length: number) => Float64Array {
  const results: Float64Array[] = [];
  const reduce = (x: TypedArray, start: number, length: number, level: number): Float64Array => {
    const found = (results[level] ??= new Float64Array(inner));
    if (length > block) {
      const half = firstHalf(length, block);
      reduce(x, start, half, level);
      rows(found, reduce(x, start + half * inner, length - half, level + 1), 0, inner);
    } else {
      found.fill(none);
      for (let k = 0; k < length; k++) rows(found, x, start + k * inner, inner);
    }
    return found;
  };
  return (x, start, length) => reduce(x, start, length, 0);
}

/**
 * The number of elements in the first of two parts that are reduced apart: a power of two blocks, so that blocks can be
 * combined as they come.
 */
function firstHalf(length: number, block: number): number {
  let half = block;
  while (2 * half < length) half *= 2;
  return half;
}

/** The numbers of elements before, along and after the axes `[from, to)`. */
export function extentsOf(
  input: Pick<LoopInput, 'shape'>,
  from: number,
  to: number,
): { outer: number; length: number; inner: number } {
  const shape = input.shape!;
  return { outer: sizeOf(shape.slice(0, from)), length: sizeOf(shape.slice(from, to)), inner: sizeOf(shape.slice(to)) };
}

/** The most terms that are added one after another: with 64, the sum of 10⁷ tenths is no longer within 1e-15. */
const BLOCK = 32;

/** Σ xᵢ, in pairs of blocks; of int32 in two's complement, as float64 is exact only up to 2⁵³. */
export const summing: Reducer = {
  name: 'sum',
  start: 0,
  block: BLOCK,
  row: pairwiseSum,
  rows(into, x, start, length) {
    if (x instanceof Int32Array) for (let i = 0; i < length; i++) into[i] = (into[i]! + x[start + i]!) | 0;
    else for (let i = 0; i < length; i++) into[i]! += x[start + i]!;
  },
};

/** Π xᵢ; of int32 in two's complement, where float64 would round what is above 2⁵³. */
export const multiplying: Reducer = {
  name: 'prod',
  start: 1,
  row(x, start, length) {
    let product = 1;
    if (x instanceof Int32Array) for (let i = start; i < start + length; i++) product = Math.imul(product, x[i]!);
    else for (let i = start; i < start + length; i++) product *= x[i]!;
    return product;
  },
  rows(into, x, start, length) {
    if (x instanceof Int32Array) for (let i = 0; i < length; i++) into[i] = Math.imul(into[i]!, x[start + i]!);
    else for (let i = 0; i < length; i++) into[i]! *= x[start + i]!;
  },
};

/** max xᵢ; NaN if one is. */
export const largest: Reducer = {
  name: 'max',
  start: -Infinity,
  row(x, start, length) {
    let most = -Infinity;
    for (let i = start; i < start + length; i++) most = Math.max(most, x[i]!);
    return most;
  },
  rows(into, x, start, length) {
    for (let i = 0; i < length; i++) into[i] = Math.max(into[i]!, x[start + i]!);
  },
};

/** min xᵢ; NaN if one is. */
export const smallest: Reducer = {
  name: 'min',
  start: Infinity,
  row(x, start, length) {
    let least = Infinity;
    for (let i = start; i < start + length; i++) least = Math.min(least, x[i]!);
    return least;
  },
  rows(into, x, start, length) {
    for (let i = 0; i < length; i++) into[i] = Math.min(into[i]!, x[start + i]!);
  },
};

/**
 * Σ xᵢ of `length` elements: blocks in order, and their sums in pairs. The error grows with the logarithm of the length.
 *
 * - **Source** Higham, "The Accuracy of Floating Point Summation", 1993, §2
 */
function pairwiseSum(x: TypedArray, start: number, length: number): number {
  const end = start + length;
  if (length <= BLOCK) return inOrder(x, start, end);
  if (length > 4 * BLOCK) {
    const half = firstHalf(length, BLOCK);
    return pairwiseSum(x, start, half) + pairwiseSum(x, start + half, length - half);
  }
  // Up to four blocks by one call; the sum of those that there are not is 0.
  const third = start + 2 * BLOCK;
  return (
    inOrder(x, start, start + BLOCK) +
    inOrder(x, start + BLOCK, Math.min(third, end)) +
    (inOrder(x, third, Math.min(third + BLOCK, end)) + inOrder(x, third + BLOCK, end))
  );
}

function inOrder(x: TypedArray, start: number, end: number): number {
  let sum = 0;
  for (let i = start; i < end; i++) sum += x[i]!;
  // A block of int32 is exact, and wrapped; float64 would round what is above 2⁵³.
  return x instanceof Int32Array ? sum | 0 : sum;
}

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
