import { advance } from '../assembler/address.ts';
import { extentsOf } from '@thalweg/graph/engine';
import * as f64 from '../assembler/opcodes/f64.ts';
import { BYTES, loadNumber, storeNumber } from './elements.ts';
import type { LoopEmitter } from '../ir/loop-code.ts';
import { repeat } from './loops.ts';

/** The sums of all elements up to each along an axis, in float64. */
export const cumsumCode: LoopEmitter<'cumsum'> = (slot, { axis, reverse }) => {
  const input = slot.inputs[0]!;
  const { dtype } = slot.wire;
  if (input.wire.dtype !== dtype) return undefined;
  const { outer, length, inner } = extentsOf(input, axis, axis + 1);
  const element = BYTES[dtype];
  const row = inner * element * (reverse ? -1 : 1);
  const start = row < 0 ? -row * (length - 1) : 0;
  return {
    reads: [input],
    emit: (f, { reads: [from], output }) => {
      const total = f.local('f64');
      const move = (bytes: number): void => {
        advance(f, from!, bytes);
        advance(f, output, bytes);
      };
      move(start);
      repeat(f, outer, () => {
        repeat(f, inner, () => {
          f.f64(0).set(total);
          repeat(f, length, () => {
            f.get(output).get(total);
            loadNumber(f, from!, dtype);
            f.op(f64.add).tee(total);
            storeNumber(f, dtype);
            move(row);
          });
          move(element - length * row);
        });
        move((length - 1) * inner * element);
      });
    },
  };
};
