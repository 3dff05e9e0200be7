import { sizeOf } from '@thalweg/tensor';
import type { LoopInput, ViewKernel } from '../wire/kernel.ts';
import type { Slot } from '../wire/slot.ts';
import { accessOf } from './access.ts';
import { bindElementwise } from './elementwise.ts';
import { bindWalk } from './walk.ts';

/** Prepares the loop of a slot for the sizes that it has now. */
export function bind(slot: Slot): () => void {
  const { kernel } = slot.wire.rule!;
  switch (kernel.kind) {
    case 'elementwise':
      return bindElementwise(slot);
    case 'loop':
      return kernel.bind(slot, kernel.strided === true ? slot.inputs.map(strided) : slot.inputs);
    case 'view':
      return bindView(slot, kernel);
    case 'alias':
    case 'mode':
      return bindAlias(slot);
  }
}

function bindAlias(slot: Slot): () => void {
  const input = slot.inputs[0]!;
  if (slot.copies) return () => slot.write().set(input.data);
  return () => {
    slot.place(input.storage);
  };
}

/** An input with the strides of its elements, which may be those of another slot. */
function strided(input: Slot): LoopInput {
  const { slot, strides } = accessOf(input);
  return {
    shape: input.shape,
    strides,
    get data() {
      return slot.data;
    },
  };
}

function bindView(slot: Slot, kernel: ViewKernel): () => void {
  const input = slot.inputs[0]!;
  const base = accessOf(input);
  const walk = bindWalk(slot.shape!, kernel.strides(input.shape!, base.strides, slot.shape!));
  const size = sizeOf(slot.shape!);
  return () => walk(slot.write(), 0, base.slot.data, 0, size);
}
