import { sizeOf } from '@thalweg/tensor';
import { push } from '../assembler/amount.ts';
import * as f64 from '../assembler/opcodes/f64.ts';
import { storeNumber } from './elements.ts';
import { leadingAxes } from './leading-rows.ts';
import type { LoopEmitter } from '../ir/loop-code.ts';
import { timesRows } from './loops.ts';

/** The number of elements of a value along some axes. */
export const countCode: LoopEmitter<'count'> = (slot, { axes }) => {
  const input = slot.inputs[0]!;
  const size = sizeOf(axes.map(axis => input.shape![axis]!));
  let first = 0;
  while (axes.includes(first)) first++;
  const leading = first === 0 ? undefined : leadingAxes(input, [], first);
  return {
    reads: [],
    ...leading,
    emit: (f, { output, rows: local }) => {
      f.get(output);
      if (local === undefined) f.f64(size);
      else push(f, timesRows(f, local, size / leading!.rows)).op(f64.convertI32S);
      storeNumber(f, slot.wire.dtype);
    },
  };
};
