import { sizeOf } from '@thalweg/tensor';
import { advance } from '../assembler/address.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import { emitUniform } from '../random/uniform.ts';
import type { LoopEmitter } from '../ir/loop-code.ts';
import { repeat } from './loops.ts';

/**
 * Random numbers of a key and a counter in float32, and at some times if there are any; those of float64 are left to the
 * interpreter.
 */
export const uniformCode: LoopEmitter<'uniform'> = (slot, { key }) => {
  const [, counter, times] = slot.inputs;
  if (slot.wire.dtype !== 'float32') return undefined;
  const rows = times === undefined ? 1 : sizeOf(times.shape!);
  const count = sizeOf(slot.shape!) / Math.max(1, rows);
  return {
    reads: times === undefined ? [counter!] : [counter!, times],
    needs: kernels => emitUniform(kernels, times !== undefined),
    emit: (f, { reads: [at, time], output, needed }) =>
      repeat(f, rows, () => {
        f.get(output).i32(count).i32(key[0]).i32(key[1]);
        f.get(at!).memory(i32.load);
        if (time !== undefined) f.get(time).memory(i32.load);
        f.call(needed);
        if (rows === 1) return;
        advance(f, output, 4 * count);
        advance(f, time!, 4);
      }),
  };
};
