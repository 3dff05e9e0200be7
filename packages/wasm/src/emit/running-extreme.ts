import { extentsOf } from '@thalweg/graph/engine';
import { advance } from '../assembler/address.ts';
import * as f64 from '../assembler/opcodes/f64.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import type { LoopEmitter } from '../ir/loop-code.ts';
import { BYTES, loadNumber } from './elements.ts';
import { repeat } from './loops.ts';

/** The place of the largest or the smallest element up to each along an axis, the latest of equals; a NaN stays. */
export const runningExtremeCode: LoopEmitter<'runningExtreme'> = (slot, { axis, smallest, reverse }) => {
  const input = slot.inputs[0]!;
  const { dtype } = input.wire;
  const { outer, length, inner } = extentsOf(input, axis, axis + 1);
  const step = reverse ? -1 : 1;
  return {
    reads: [input],
    emit: (f, { reads: [from], output }) => {
      const [position, best] = [f.local('i32'), f.local('i32')];
      const [most, next] = [f.local('f64'), f.local('f64')];
      const move = (elements: number): void => {
        advance(f, from!, elements * BYTES[dtype]);
        advance(f, output, elements * 4);
      };
      move(reverse ? (length - 1) * inner : 0);
      repeat(f, outer, () => {
        repeat(f, inner, () => {
          f.i32(reverse ? length - 1 : 0).set(position);
          f.f64(smallest ? Infinity : -Infinity).set(most);
          repeat(f, length, () => {
            loadNumber(f, from!, dtype);
            f.tee(next).get(most).op(smallest ? f64.le : f64.ge); // prettier-ignore
            f.get(next).get(next).op(f64.ne).op(i32.or);
            f.if(() => {
              f.get(position).set(best).get(next).set(most);
            });
            f.get(output).get(best).memory(i32.store);
            advance(f, position, step);
            move(step * inner);
          });
          move(1 - length * step * inner);
        });
        move((length - 1) * inner);
      });
    },
  };
};
