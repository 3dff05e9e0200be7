import { sizeOf } from '@thalweg/tensor';
import * as i32 from '../assembler/opcodes/i32.ts';
import type { LoopEmitter } from '../ir/loop-code.ts';
import { BYTES } from './elements.ts';
import { leadingRows } from './leading-rows.ts';

/** Zeros. */
export const zerosCode: LoopEmitter<'zeros'> = slot => {
  const rows = leadingRows(slot);
  const bytes = sizeOf(slot.shape!) * BYTES[slot.wire.dtype];
  return {
    reads: [],
    rows,
    emit: (f, { output, rows: count }) => {
      f.get(output).i32(0);
      if (count === undefined) f.i32(bytes);
      else
        f.get(count)
          .i32(bytes / rows!)
          .op(i32.mul);
      f.fill();
    },
  };
};
