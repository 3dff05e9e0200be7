import { extentsOf, shiftWithin } from '@thalweg/graph/engine';
import { advance } from '../assembler/address.ts';
import { BYTES } from './elements.ts';
import type { LoopEmitter } from '../ir/loop-code.ts';
import { repeat } from './loops.ts';
import { copyRow } from './rows.ts';
import { leadingBefore, turnsBefore } from './window.ts';

/** Elements moved along an axis, with those that leave it at the other end. */
export const rollCode: LoopEmitter<'roll'> = (slot, { axis, shift }) => {
  const input = slot.inputs[0]!;
  const { outer, length, inner } = extentsOf(slot, axis, axis + 1);
  const row = inner * BYTES[slot.wire.dtype];
  const [line, moved] = [length * row, shiftWithin(length, shift) * row];
  const leading = leadingBefore(slot, axis);
  return {
    reads: [input],
    ...leading,
    emit: (f, { reads: [from], output, rows }) => {
      if (line === 0) return;
      repeat(f, turnsBefore(f, { outer }, leading, rows), () => {
        copyRow(f, { from: from!, to: output, bytes: line - moved, toOffset: moved });
        copyRow(f, { from: from!, to: output, bytes: moved, fromOffset: line - moved });
        advance(f, from!, line);
        advance(f, output, line);
      });
    },
  };
};
