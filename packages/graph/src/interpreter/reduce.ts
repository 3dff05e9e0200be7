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
}

/** Reduces the neighbouring axes `[from, to)` to one element, in float64 and in the order of the elements. */
export function reduction(reducer: Reducer, from: number, to: number): LoopKernel {
  return {
    kind: 'loop',
    loop: 'reduce',
    parameters: { reducer: reducer.name, from, to },
    bind: (output, [input]) => {
      const { outer, length, inner } = extentsOf(input!, from, to);
      const found = new Float64Array(inner);
      return () => {
        const out = output.write();
        const x = input!.data;
        for (let o = 0; o < outer; o++) {
          if (inner === 1) out[o] = reducer.row(x, o * length, length);
          else {
            found.fill(reducer.start);
            for (let k = 0; k < length; k++) reducer.rows(found, x, (o * length + k) * inner, inner);
            out.set(found, o * inner);
          }
        }
      };
    },
  };
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
