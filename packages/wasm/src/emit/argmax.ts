import { advance } from '../assembler/address.ts';
import { extentsOf } from '@thalweg/graph/engine';
import * as f64 from '../assembler/opcodes/f64.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import { BYTES, loadNumber } from './elements.ts';
import type { LoopEmitter } from '../ir/loop-code.ts';
import { repeat } from './loops.ts';

/** The position of the largest or smallest element along an axis, the first or the last among equals; NaN before all. */
export const argmaxCode: LoopEmitter<'argmax'> = (slot, { axis, smallest, last }) => {
  const input = slot.inputs[0]!;
  const { dtype } = input.wire;
  const { outer, length, inner } = extentsOf(input, axis, axis + 1);
  const row = inner * BYTES[dtype];
  return {
    reads: [input],
    emit: (f, { reads: [from], output }) => {
      const [at, position, best] = [f.local('i32'), f.local('i32'), f.local('i32')];
      const [most, value] = [f.local('f64'), f.local('f64')];
      repeat(f, outer, () => {
        repeat(f, inner, () => {
          f.i32(0).tee(best).set(position);
          f.get(from!).set(at);
          loadNumber(f, at, dtype);
          f.set(most);
          repeat(f, length - 1, () => {
            advance(f, at, row);
            advance(f, position, 1);
            loadNumber(f, at, dtype);
            f.set(value).get(smallest ? most : value);
            f.get(smallest ? value : most)
              .op(last ? f64.lt : f64.le)
              .op(i32.eqz);
            // Once there is a NaN, it stays, or only another one comes after it.
            f.get(most).get(most).op(f64.eq);
            if (last) f.get(value).get(value).op(f64.ne).op(i32.or);
            f.op(i32.and);
            f.if(() => {
              f.get(position).set(best).get(value).set(most);
            });
          });
          f.get(output).get(best).memory(i32.store);
          advance(f, from!, BYTES[dtype]);
          advance(f, output, 4);
        });
        advance(f, from!, (length - 1) * row);
      });
    },
  };
};
