import { type DType, sizeOf } from '@thalweg/tensor';
import { advance, push } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import * as f32 from '../assembler/opcodes/f32.ts';
import * as f64 from '../assembler/opcodes/f64.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import type { LoopEmitter } from '../ir/loop-code.ts';
import { leadingRows } from '../loops/axes.ts';
import { repeat, timesRows } from '../loops/repeat.ts';
import { BYTES } from '../memory/address-space.ts';
import { checkIndices, indexed } from './gather.ts';

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
