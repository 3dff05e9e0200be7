import { extentsOf } from '@thalweg/graph/engine';
import { sizeOf } from '@thalweg/tensor';
import { advance, type Amount } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import * as i32x4 from '../assembler/opcodes/i32x4.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import type { LoopEmitter } from '../ir/loop-code.ts';
import { inFours, inTurns, repeat } from '../loops/repeat.ts';
import { addRow, clear, copyRow, isAddable } from '../loops/rows.ts';
import { BYTES } from '../memory/address-space.ts';

/** Rows copied out of a table. */
export const gatherCode: LoopEmitter<'gather'> = (slot, { axis }) => {
  const [table, indices] = slot.inputs;
  const { outer, length, inner } = extentsOf(table!, axis, axis + 1);
  const count = sizeOf(indices!.shape!);
  const row = inner * BYTES[slot.wire.dtype];
  return {
    reads: [table!, indices!],
    mayFail: true,
    emit: (f, { reads: [from, at], output, fail }) => {
      checkIndices(f, { at: at!, count }, length, fail);
      if (outer * row === 0) return;
      const start = f.local('i32');
      repeat(f, outer, () => {
        const one = (i: number): void => {
          if (row === 4) {
            f.get(output);
            indexed(f, from!, at!, row, 4 * i)
              .memory(i32.load)
              .memory(i32.store, 4 * i);
            return;
          }
          indexed(f, from!, at!, row, 4 * i).set(start);
          copyRow(f, { from: start, to: output, bytes: row, toOffset: i * row });
        };
        inTurns(f, count, one, turn => {
          advance(f, at!, 4 * turn);
          advance(f, output, row * turn);
        });
        advance(f, at!, -4 * count);
        advance(f, from!, length * row);
      });
    },
  };
};

/** Rows added up at their places in a table of zeros. */
export const scatterCode: LoopEmitter<'scatter'> = (slot, { axis }) => {
  const [rows, indices] = slot.inputs;
  const { dtype } = slot.wire;
  if (!isAddable(dtype)) return undefined;
  const { outer, length, inner } = extentsOf(slot, axis, axis + 1);
  const count = sizeOf(indices!.shape!);
  const row = inner * BYTES[dtype];
  return {
    reads: [rows!, indices!],
    mayFail: true,
    emit: (f, { reads: [from, at], output, fail }) => {
      checkIndices(f, { at: at!, count }, length, fail);
      if (outer * row === 0) return;
      clear(f, output, outer * length * row);
      const start = f.local('i32');
      repeat(f, outer, () => {
        repeat(f, count, () => {
          indexed(f, output, at!, row).set(start);
          addRow(f, from!, start, inner, dtype);
          advance(f, at!, 4);
          advance(f, from!, row);
        });
        advance(f, at!, -4 * count);
        advance(f, output, length * row);
      });
    },
  };
};

/** The indices to check: their number, and the address in a local, which is not moved. */
interface Indices {
  readonly at: number;
  readonly count: Amount;
  readonly least?: number;
}

/**
 * Fails unless all indices are in `[least, limit)`, from 0 if it is left out. From the least one on, as a number without sign, a
 * smaller one is too large.
 */
export function checkIndices(f: Func, { at, count, least = 0 }: Indices, limit: number, fail: () => void): void {
  if (count === 0) return;
  const [address, found] = [f.local('i32'), f.local('v128')];
  f.get(at).set(address);
  f.i32x4(0).set(found);
  const [vectors, rest] = inFours(f, count);
  repeat(f, vectors, () => {
    f.get(found).get(address).memory(v128.load);
    if (least !== 0) f.i32x4(least).op(i32x4.sub);
    f.i32x4(limit - least)
      .op(i32x4.geU)
      .op(v128.or)
      .set(found);
    advance(f, address, 16);
  });
  f.get(found).op(v128.anyTrue).if(fail);
  repeat(f, rest, () => {
    f.get(address).memory(i32.load);
    if (least !== 0) f.i32(least).op(i32.sub);
    f.i32(limit - least)
      .op(i32.geU)
      .if(fail);
    advance(f, address, 4);
  });
}

/** Pushes the sum of an address in a local and `bytes` times the index at an offset from another. */
export function indexed(f: Func, base: number, index: number, bytes: number, offset = 0): Func {
  return f.get(base).get(index).memory(i32.load, offset).i32(bytes).op(i32.mul).op(i32.add);
}
