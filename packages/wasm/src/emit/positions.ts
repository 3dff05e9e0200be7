import { advance } from '../assembler/address.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import type { LoopEmitter } from '../ir/loop-code.ts';
import { leadingRows } from './leading-rows.ts';
import { repeat } from './loops.ts';

/** The positions along an axis, from 0. */
export const positionsCode: LoopEmitter<'positions'> = slot => ({
  reads: [],
  rows: leadingRows(slot),
  emit: (f, { output, rows: local }) => {
    const position = f.local('i32');
    f.i32(0).set(position);
    repeat(f, local === undefined ? slot.shape![0]! : { local }, () => {
      f.get(output).get(position).memory(i32.store);
      advance(f, output, 4);
      advance(f, position, 1);
    });
  },
});
