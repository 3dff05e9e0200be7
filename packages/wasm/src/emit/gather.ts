import { advance } from '../assembler/address.ts';
import { extentsOf } from '@thalweg/graph/engine';
import { sizeOf } from '@thalweg/tensor';
import * as i32 from '../assembler/opcodes/i32.ts';
import { BYTES } from './elements.ts';
import { checkIndices, indexed } from './indices.ts';
import type { LoopEmitter } from '../ir/loop-code.ts';
import { inTurns, repeat } from './loops.ts';
import { addRow, clear, copyRow, isAddable } from './rows.ts';

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
