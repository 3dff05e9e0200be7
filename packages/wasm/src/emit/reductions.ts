import { extentsOf, type Loops, type ReducerName, type Slot } from '@thalweg/graph/engine';
import { sizeOf } from '@thalweg/tensor';
import { advance, push } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import * as f64 from '../assembler/opcodes/f64.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import type { LoopCode, LoopEmitter } from '../lowering/loop-code.ts';
import { leadingAxes } from '../loops/axes.ts';
import { loadNumber, storeNumber } from '../loops/elements.ts';
import { repeat, timesRows } from '../loops/repeat.ts';
import { BYTES } from '../memory/address-space.ts';
import { runningNumber } from './running.ts';

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

/** The elements of a reduction, and how the results of blocks are combined. */
interface Pairing {
  readonly length: number;
  /** The most elements of a block; all by default. */
  readonly block?: number | undefined;
  readonly op: number;
  /** The local with the result of a block, and in the end of all. */
  readonly result: number;
}

/**
 * Writes a reduction in blocks, which `inOrder` reduces, and combines their results in pairs, as the interpreter does. The local
 * of each level keeps the result of a power of two blocks while the bit of that power is set in the number of blocks so far.
 */
function inPairs(f: Func, { length, block = Infinity, op, result }: Pairing, inOrder: (count: number) => void): void {
  const before = Math.max(0, Math.ceil(length / block) - 1);
  if (before === 0) return inOrder(length);
  const count = f.local('i32');
  const levels = Array.from({ length: 32 - Math.clz32(before) }, () => f.local('f64'));
  const combine = (level: number): Func => f.get(level).get(result).op(op).set(result);
  f.i32(0).set(count);
  repeat(f, before, () => {
    inOrder(block);
    f.block(() => {
      levels.forEach((level, bit) => {
        f.get(count)
          .i32(2 ** bit)
          .op(i32.and)
          .op(i32.eqz);
        f.if(() => f.get(result).set(level).br(1));
        combine(level);
      });
    });
    f.get(count).i32(1).op(i32.add).set(count);
  });
  inOrder(length - before * block);
  for (const [bit, level] of levels.entries()) if ((before & (2 ** bit)) !== 0) combine(level);
}

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

/** The number of elements of a value along some axes. */
export const countCode: LoopEmitter<'count'> = (slot, { axes }) => {
  const input = slot.inputs[0]!;
  const size = sizeOf(axes.map(axis => input.shape![axis]!));
  let first = 0;
  while (axes.includes(first)) first++;
  const leading = first === 0 ? undefined : leadingAxes(input, [], first);
  return {
    reads: [],
    ...leading,
    emit: (f, { output, rows: local }) => {
      f.get(output);
      if (local === undefined) f.f64(size);
      else push(f, timesRows(f, local, size / leading!.rows)).op(f64.convertI32S);
      storeNumber(f, slot.wire.dtype);
    },
  };
};

const FLOAT64 = 8;

/** For each element the product of all others; its derivatives are left to the interpreter. */
export const productOfOthersCode: LoopEmitter<'productOfOthers'> = (slot, { from, to }) => {
  const [input, ...directions] = slot.inputs;
  if (directions.length > 0) return undefined;
  const { dtype } = slot.wire;
  const { outer, length, inner } = extentsOf(slot, from, to);
  const row = inner * BYTES[dtype];
  return {
    reads: [input!],
    // The product of those before each.
    scratch: FLOAT64 * length,
    emit: (f, { reads: [x], output, scratch }) => {
      const [before, running] = [f.local('i32'), f.local('f64')];
      const multiply = (): void => {
        f.get(running);
        loadNumber(f, x!, input!.wire.dtype);
        f.op(f64.mul).set(running);
      };
      repeat(f, outer, () => {
        repeat(f, inner, () => {
          f.address(scratch).set(before).f64(1).set(running);
          repeat(f, length, () => {
            f.get(before).get(running).memory(f64.store);
            multiply();
            advance(f, before, FLOAT64);
            advance(f, x!, row);
          });
          advance(f, output, length * row);
          f.f64(1).set(running);
          repeat(f, length, () => {
            advance(f, before, -FLOAT64);
            advance(f, x!, -row);
            advance(f, output, -row);
            // What begins as a sum has no -0.
            f.get(output).f64(0).get(before).memory(f64.load).get(running).op(f64.mul).op(f64.add);
            storeNumber(f, dtype);
            multiply();
          });
          advance(f, x!, BYTES[dtype]);
          advance(f, output, BYTES[dtype]);
        });
        advance(f, x!, (length - 1) * row);
        advance(f, output, (length - 1) * row);
      });
    },
  };
};
