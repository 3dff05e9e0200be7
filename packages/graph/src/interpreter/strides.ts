import { type Sizes, stridesOf, type TypedArray } from '@thalweg/tensor';
import type { Slot } from '../wire/slot.ts';

/** The slot that has the elements of a value, and the strides to walk over them. */
export interface Access {
  readonly slot: Slot;
  readonly strides: readonly number[];
}

/** Returns the access to a slot's elements; a view without its own storage is read through. */
export function accessOf(slot: Slot): Access {
  const kernel = slot.wire.rule?.kernel;
  if (!slot.inlined || kernel?.kind !== 'view') return { slot, strides: stridesOf(slot.shape!) };
  const input = slot.inputs[0]!;
  const inner = accessOf(input);
  return { slot: inner.slot, strides: kernel.strides(input.shape!, inner.strides, slot.shape!) };
}

/** The strides of a value read under a larger shape: 0 along axes that it lacks or where its size is 1. */
export function broadcastStrides(shape: Sizes, strides: readonly number[], onto: Sizes): number[] {
  const lead = onto.length - shape.length;
  return onto.map((length, axis) => {
    if (axis < lead) return 0;
    return shape[axis - lead] === 1 && length !== 1 ? 0 : strides[axis - lead]!;
  });
}

/** The offsets of the matrices along leading axes. */
export function startsOf(batch: Sizes, strides: readonly number[]): number[] {
  return batch.reduce<number[]>(
    (starts, length, axis) => starts.flatMap(start => Array.from({ length }, (_, i) => start + i * strides[axis]!)),
    [0],
  );
}

/** Copies the elements `start … start + n` of a strided value, in row-major order, to `out[o …]`. */
export type Walk = (out: TypedArray, o: number, data: TypedArray, start: number, n: number) => void;

/** Prepares a walk over a shape with strides. Neighbouring axes that continue one another are walked as one. */
export function bindWalk(shape: Sizes, strides: readonly number[]): Walk {
  const [lengths, steps] = collapse(shape, strides);
  const last = lengths.length - 1;
  const inner = lengths[last]!;
  const step = steps[last]!;
  const at = new Array<number>(lengths.length).fill(0);
  return (out, o, data, start, n) => {
    let offset = 0;
    for (let axis = last, rest = start; axis >= 0; axis--) {
      at[axis] = rest % lengths[axis]!;
      rest = (rest - at[axis]!) / lengths[axis]!;
      offset += at[axis]! * steps[axis]!;
    }
    const end = o + n;
    let first = at[last]!;
    offset -= first * step;
    for (;;) {
      const stop = Math.min(end, o + inner - first);
      for (let p = offset + first * step; o < stop; o++, p += step) out[o] = data[p]!;
      if (o >= end) return;
      first = 0;
      for (let axis = last - 1; axis >= 0; axis--) {
        offset += steps[axis]!;
        if (++at[axis]! < lengths[axis]!) break;
        offset -= lengths[axis]! * steps[axis]!;
        at[axis] = 0;
      }
    }
  };
}

function collapse(shape: Sizes, strides: readonly number[]): [number[], number[]] {
  const lengths: number[] = [];
  const steps: number[] = [];
  shape.forEach((length, axis) => {
    const top = lengths.length - 1;
    if (length === 1) return;
    if (top >= 0 && steps[top] === strides[axis]! * length) {
      lengths[top]! *= length;
      steps[top] = strides[axis]!;
    } else {
      lengths.push(length);
      steps.push(strides[axis]!);
    }
  });
  return lengths.length === 0 ? [[1], [0]] : [lengths, steps];
}
