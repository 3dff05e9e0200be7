import { sizeOf } from '@thalweg/tensor';
import { storeNumber } from './elements.ts';
import type { LoopEmitter } from './loop-code.ts';

/** How many elements a value has along some axes. */
export const countCode: LoopEmitter = (slot, { count: axes }) => {
  const input = slot.inputs[0]!;
  const size = sizeOf((axes as readonly number[]).map(axis => input.shape![axis]!));
  return {
    reads: [],
    emit: (f, { output }) => {
      f.get(output).f64(size);
      storeNumber(f, slot.wire.dtype);
    },
  };
};
