import { sizeOf, type DType } from '@thalweg/tensor';
import { advance } from '../assembler/address.ts';
import { push } from '../assembler/amount.ts';
import type { Func } from '../assembler/func.ts';
import * as f32 from '../assembler/opcodes/f32.ts';
import * as f64 from '../assembler/opcodes/f64.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import { BYTES } from './elements.ts';
import { checkIndices, indexed } from './indices.ts';
import { leadingRows } from './leading-rows.ts';
import type { LoopEmitter } from '../ir/loop-code.ts';
import { repeat, timesRows } from './loops.ts';

/** Rows that are 1 at an index and 0 elsewhere. */
export const oneHotCode: LoopEmitter<'oneHot'> = (slot, { size }) => {
  const { dtype } = slot.wire;
  const indices = slot.inputs[0]!;
  const all = sizeOf(indices.shape!);
  const rows = leadingRows(indices);
  const bytes = BYTES[dtype];
  return {
    reads: [indices],
    mayFail: true,
    rows,
    emit: (f, { reads: [at], output, rows: local, fail }) => {
      const count = local === undefined ? all : timesRows(f, local, all / rows!);
      checkIndices(f, { at: at!, count }, size, fail);
      f.get(output).i32(0);
      push(f, count)
        .i32(size * bytes)
        .op(i32.mul)
        .fill();
      repeat(f, count, () => {
        indexed(f, output, at!, bytes);
        storeOne(f, dtype);
        advance(f, at!, 4);
        advance(f, output, size * bytes);
      });
    },
  };
};

/** Stores 1 at the address on the stack. */
function storeOne(f: Func, dtype: DType): void {
  if (dtype === 'float32') f.f32(1).memory(f32.store);
  else if (dtype === 'float64') f.f64(1).memory(f64.store);
  else f.i32(1).memory(dtype === 'bool' ? i32.store8 : i32.store);
}
