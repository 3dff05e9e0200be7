import { advance } from '../assembler/address.ts';
import * as f64 from '../assembler/opcodes/f64.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import { extentsOf, type Loops, type Slot } from '@thalweg/graph/engine';
import { BYTES } from './elements.ts';
import type { LoopCode, LoopEmitter } from '../ir/loop-code.ts';
import { repeat } from './loops.ts';
import { runningNumber } from './running-number.ts';

/** The sums of all elements up to each along an axis. */
export const cumsumCode: LoopEmitter<'cumsum'> = (slot, parameters) =>
  running(slot, parameters, { start: 0, f64: f64.add, i32: i32.add });

/** The products of all elements up to each along an axis. */
export const cumprodCode: LoopEmitter<'cumprod'> = (slot, parameters) =>
  running(slot, parameters, { start: 1, f64: f64.mul, i32: i32.mul });

/** The value that a line begins with, and the opcodes that combine the elements so far with the next one. */
interface Combining {
  readonly start: number;
  readonly f64: number;
  readonly i32: number;
}

function running(slot: Slot, { axis, reverse, exclusive }: Loops['cumsum'], by: Combining): LoopCode | undefined {
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
      const [before, found] = [f.local(numbers.type), f.local(numbers.type)];
      const move = (bytes: number): void => {
        advance(f, from!, bytes);
        advance(f, output, bytes);
      };
      move(start);
      repeat(f, outer, () => {
        repeat(f, inner, () => {
          f[numbers.type](by.start).set(found);
          repeat(f, length, () => {
            f.get(found).tee(before);
            numbers.load(f, from!);
            f.op(by[numbers.type]).set(found);
            f.get(output).get(exclusive ? before : found);
            numbers.store(f);
            move(row);
          });
          move(element - length * row);
        });
        move((length - 1) * inner * element);
      });
    },
  };
}
