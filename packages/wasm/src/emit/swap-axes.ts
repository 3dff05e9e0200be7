import { sizeOf } from '@thalweg/tensor';
import { advance } from '../assembler/address.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import type { LoopEmitter } from '../ir/loop-code.ts';
import { BYTES } from './elements.ts';
import { repeat } from './loops.ts';
import { copyRow } from './rows.ts';

/** The first two axes in each other's place. */
export const swapAxesCode: LoopEmitter<'swapAxes'> = slot => {
  const input = slot.inputs[0]!;
  const [first, second, ...rest] = input.shape!;
  const row = sizeOf(rest) * BYTES[slot.wire.dtype];
  return {
    reads: [input],
    sizes: { given: [first!, second!], alike: [rest] },
    emit: (f, { reads: [from], output, sizes }) => {
      if (row === 0) return;
      const [outer, inner] = sizes!;
      const [at, step] = [f.local('i32'), f.local('i32')];
      f.get(inner!).i32(row).op(i32.mul).set(step);
      // Each position along the second axis gathers its rows.
      repeat(f, { local: inner! }, () => {
        f.get(from!).set(at);
        repeat(f, { local: outer! }, () => {
          copyRow(f, { from: at, to: output, bytes: row });
          advance(f, output, row);
          f.get(at).get(step).op(i32.add).set(at);
        });
        advance(f, from!, row);
      });
    },
  };
};
