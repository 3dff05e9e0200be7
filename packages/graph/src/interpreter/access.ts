import { stridesOf, type Sizes } from '@thalweg/tensor';
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
