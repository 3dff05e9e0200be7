import { sizeOf } from '@thalweg/tensor';
import * as i32 from '../assembler/opcodes/i32.ts';
import { emitUniform } from '../random/uniform.ts';
import type { LoopEmitter } from '../ir/loop-code.ts';

/** Random numbers of a key and a counter in float32; those of float64 are left to the interpreter. */
export const uniformCode: LoopEmitter<'uniform'> = (slot, { key }) => {
  const counter = slot.inputs[1]!;
  if (slot.wire.dtype !== 'float32') return undefined;
  return {
    reads: [counter],
    needs: emitUniform,
    emit: (f, { reads: [at], output, needed }) => {
      f.get(output).i32(sizeOf(slot.shape!)).i32(key[0]).i32(key[1]);
      f.get(at!).memory(i32.load).call(needed);
    },
  };
};
