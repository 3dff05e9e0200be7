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
export function columns(
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
export function firstHalf(length: number, block: number): number {
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
