import { advance } from '../assembler/address.ts';
import { extentsOf, type Loops, type ReducerName, type Slot } from '@thalweg/graph/engine';
import * as f64 from '../assembler/opcodes/f64.ts';
import { BYTES, loadNumber, storeNumber } from './elements.ts';
import type { LoopCode } from '../ir/loop-code.ts';
import { inPairs } from './in-pairs.ts';
import { repeat } from './loops.ts';

/** The result for no elements, and what combines two numbers. */
const REDUCERS: Readonly<Record<ReducerName, { readonly start: number; readonly op: number }>> = {
  sum: { start: 0, op: f64.add },
  prod: { start: 1, op: f64.mul },
  max: { start: -Infinity, op: f64.max },
  min: { start: Infinity, op: f64.min },
};

/** A reduction over the neighbouring axes `[from, to)`, in float64 and in the interpreter's order. */
export function reduceNumbers(slot: Slot, { reducer: name, block, from, to }: Loops['reduce']): LoopCode {
  const input = slot.inputs[0]!;
  const reducer = REDUCERS[name];
  const { outer, length, inner } = extentsOf(input, from, to);
  const [read, write] = [input.wire.dtype, slot.wire.dtype];
  const row = inner * BYTES[read];
  return {
    reads: [input],
    emit: (f, { reads: [x], output }) => {
      const result = f.local('f64');
      const inOrder = (count: number): void => {
        f.f64(reducer.start).set(result);
        repeat(f, count, () => {
          f.get(result);
          loadNumber(f, x!, read);
          f.op(reducer.op).set(result);
          advance(f, x!, row);
        });
      };
      repeat(f, outer, () => {
        repeat(f, inner, () => {
          inPairs(f, { length, block, op: reducer.op, result }, inOrder);
          f.get(output).get(result);
          storeNumber(f, write);
          advance(f, x!, BYTES[read] - length * row);
          advance(f, output, BYTES[write]);
        });
        advance(f, x!, (length - 1) * row);
      });
    },
  };
}
