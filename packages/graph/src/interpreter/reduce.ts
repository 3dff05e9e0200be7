import { sizeOf, type TypedArray } from '@thalweg/tensor';
import type { LoopKernel } from '../wire/kernel.ts';
import type { Slot } from '../wire/slot.ts';

/** How the elements along an axis become one. */
export type Reducer = 'sum' | 'max' | 'min' | 'argmax';

/** Combines rows of `inner` elements: `into` holds what was found so far. */
type Combine = (into: Float64Array, x: TypedArray, start: number, inner: number) => void;

/** Reduces the neighbouring axes `[from, to)` to one element. */
export function reduction(reducer: Reducer, from: number, to: number): LoopKernel {
  return {
    kind: 'loop',
    description: { reducer, from, to },
    bind: (output, [input]) => (reducer === 'argmax' ? bindArgmax(output, input!, from, to) : bindFold(output, input!, reducer, from, to)),
  };
}

function extents(input: Slot, from: number, to: number): { outer: number; length: number; inner: number } {
  const shape = input.shape!;
  return { outer: sizeOf(shape.slice(0, from)), length: sizeOf(shape.slice(from, to)), inner: sizeOf(shape.slice(to)) };
}

function bindFold(output: Slot, input: Slot, reducer: 'sum' | 'max' | 'min', from: number, to: number): () => void {
  const { outer, length, inner } = extents(input, from, to);
  const start = reducer === 'sum' ? 0 : reducer === 'max' ? -Infinity : Infinity;
  if (inner === 1) {
    const along = reducer === 'sum' ? sumRow : reducer === 'max' ? maxRow : minRow;
    return () => {
      const out = output.write();
      const x = input.data;
      for (let o = 0; o < outer; o++) out[o] = along(x, o * length, length);
    };
  }
  const combine: Combine = reducer === 'sum' ? addInto : reducer === 'max' ? maxInto : minInto;
  const found = new Float64Array(inner);
  return () => {
    const out = output.write();
    const x = input.data;
    for (let o = 0; o < outer; o++) {
      found.fill(start);
      for (let k = 0; k < length; k++) combine(found, x, (o * length + k) * inner, inner);
      out.set(found, o * inner);
    }
  };
}

function sumRow(x: TypedArray, start: number, length: number): number {
  let sum = 0;
  for (let i = start; i < start + length; i++) sum += x[i]!;
  return sum;
}

function maxRow(x: TypedArray, start: number, length: number): number {
  let most = -Infinity;
  for (let i = start; i < start + length; i++) most = Math.max(most, x[i]!);
  return most;
}

function minRow(x: TypedArray, start: number, length: number): number {
  let least = Infinity;
  for (let i = start; i < start + length; i++) least = Math.min(least, x[i]!);
  return least;
}

function addInto(into: Float64Array, x: TypedArray, start: number, inner: number): void {
  for (let i = 0; i < inner; i++) into[i]! += x[start + i]!;
}

function maxInto(into: Float64Array, x: TypedArray, start: number, inner: number): void {
  for (let i = 0; i < inner; i++) into[i] = Math.max(into[i]!, x[start + i]!);
}

function minInto(into: Float64Array, x: TypedArray, start: number, inner: number): void {
  for (let i = 0; i < inner; i++) into[i] = Math.min(into[i]!, x[start + i]!);
}

/** The first position of the largest element; a NaN counts as the largest. */
function bindArgmax(output: Slot, input: Slot, from: number, to: number): () => void {
  const { outer, length, inner } = extents(input, from, to);
  return () => {
    const out = output.write();
    const x = input.data;
    for (let o = 0; o < outer; o++)
      for (let i = 0; i < inner; i++) {
        let best = 0;
        let most = x[o * length * inner + i]!;
        for (let k = 1; k < length && !Number.isNaN(most); k++) {
          const value = x[(o * length + k) * inner + i]!;
          if (value <= most) continue;
          most = value;
          best = k;
        }
        out[o * inner + i] = best;
      }
  };
}
