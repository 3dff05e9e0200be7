import { advance } from '../assembler/address.ts';
import { extentsOf, type Loops, type ReducerName, type Slot } from '@thalweg/graph/engine';
import * as f64 from '../assembler/opcodes/f64.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import { BYTES } from './elements.ts';
import type { LoopCode } from '../ir/loop-code.ts';
import { inPairs } from './in-pairs.ts';
import { repeat } from './loops.ts';
import { runningNumber } from './running-number.ts';

/** The ways to reduce that have code for single numbers. */
type NumberReducer = Exclude<ReducerName, 'squaredDeviations'>;

/** The result for no elements, and what combines two numbers; `whole` combines two int32 in two's complement. */
const REDUCERS: Readonly<
  Record<NumberReducer, { readonly start: number; readonly op: number; readonly whole?: number }>
> = {
  sum: { start: 0, op: f64.add, whole: i32.add },
  prod: { start: 1, op: f64.mul, whole: i32.mul },
  max: { start: -Infinity, op: f64.max },
  min: { start: Infinity, op: f64.min },
};

/**
 * A reduction over the axes `[from, to)`, in the interpreter's order: int32 in two's complement, all others in float64. The
 * interpreter computes squared deviations.
 */
export function reduceNumbers(slot: Slot, { reducer: name, block, from, to }: Loops['reduce']): LoopCode | undefined {
  if (name === 'squaredDeviations') return undefined;
  const input = slot.inputs[0]!;
  const { start, op, whole } = REDUCERS[name];
  const { outer, length, inner } = extentsOf(input, from, to);
  const [read, write] = [input.wire.dtype, slot.wire.dtype];
  const row = inner * BYTES[read];
  const wraps = read === 'int32' && whole !== undefined;
  const numbers = runningNumber(read, wraps);
  return {
    reads: [input],
    emit: (f, { reads: [x], output }) => {
      const result = f.local(numbers.type);
      const inOrder = (count: number): void => {
        f[numbers.type](start).set(result);
        repeat(f, count, () => {
          f.get(result);
          numbers.load(f, x!);
          f.op(wraps ? whole : op).set(result);
          advance(f, x!, row);
        });
      };
      repeat(f, outer, () => {
        repeat(f, inner, () => {
          if (wraps) inOrder(length);
          else inPairs(f, { length, block, op, result }, inOrder);
          f.get(output).get(result);
          numbers.store(f);
          advance(f, x!, BYTES[read] - length * row);
          advance(f, output, BYTES[write]);
        });
        advance(f, x!, (length - 1) * row);
      });
    },
  };
}
