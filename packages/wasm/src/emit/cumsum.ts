import { advance } from '../assembler/address.ts';
import { extentsOf } from '@thalweg/graph/engine';
import { BYTES } from './elements.ts';
import type { LoopEmitter } from '../ir/loop-code.ts';
import { repeat } from './loops.ts';
import { runningNumber } from './running-number.ts';

/** The sums of all elements up to each along an axis. */
export const cumsumCode: LoopEmitter<'cumsum'> = (slot, { axis, reverse }) => {
  const input = slot.inputs[0]!;
  const { dtype } = slot.wire;
  if (input.wire.dtype !== dtype) return undefined;
  const { outer, length, inner } = extentsOf(input, axis, axis + 1);
  const element = BYTES[dtype];
  const numbers = runningNumber(dtype);
  const row = inner * element * (reverse ? -1 : 1);
  const start = row < 0 ? -row * (length - 1) : 0;
  return {
    reads: [input],
    emit: (f, { reads: [from], output }) => {
      const total = f.local(numbers.type);
      const move = (bytes: number): void => {
        advance(f, from!, bytes);
        advance(f, output, bytes);
      };
      move(start);
      repeat(f, outer, () => {
        repeat(f, inner, () => {
          f[numbers.type](0).set(total);
          repeat(f, length, () => {
            f.get(output).get(total);
            numbers.load(f, from!);
            f.op(numbers.add).tee(total);
            numbers.store(f);
            move(row);
          });
          move(element - length * row);
        });
        move((length - 1) * inner * element);
      });
    },
  };
};
