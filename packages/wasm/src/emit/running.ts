import { extentsOf, type Loops, type Slot } from '@thalweg/graph/engine';
import type { DType } from '@thalweg/tensor';
import { advance } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import * as f64 from '../assembler/opcodes/f64.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import type { LoopCode, LoopEmitter } from '../lowering/loop-code.ts';
import { loadNumber, storeNumber } from '../loops/elements.ts';
import { repeat } from '../loops/repeat.ts';
import { BYTES } from '../memory/address-space.ts';

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

/** The value of a linear recurrence before each element along an axis, 0 at first and then the first term. */
export const recurrenceCode: LoopEmitter<'recurrence'> = (slot, { axis, reverse }) => {
  const [terms, factors] = slot.inputs;
  const { dtype } = slot.wire;
  const { outer, length, inner } = extentsOf(slot, axis, axis + 1);
  const element = BYTES[dtype];
  const row = inner * element * (reverse ? -1 : 1);
  return {
    reads: [terms!, factors!],
    emit: (f, { reads: [b, a], output }) => {
      const [before, found] = [f.local('f64'), f.local('f64')];
      const move = (bytes: number): void => {
        for (const address of new Set([b!, a!, output])) advance(f, address, bytes);
      };
      const put = (): void => {
        f.get(output).get(before);
        storeNumber(f, dtype);
        move(row);
      };
      if (length === 0) return;
      move(reverse ? -row * (length - 1) : 0);
      repeat(f, outer, () => {
        repeat(f, inner, () => {
          f.f64(0).set(before);
          loadNumber(f, b!, dtype);
          f.set(found);
          put();
          repeat(f, length - 1, () => {
            f.get(found).set(before);
            loadNumber(f, b!, dtype);
            loadNumber(f, a!, dtype);
            f.get(before).op(f64.mul).op(f64.add).set(found);
            put();
          });
          move(element - length * row);
        });
        move((length - 1) * inner * element);
      });
    },
  };
};

/** Instructions that combine elements one after another: int32 in two's complement, all others in float64. */
interface RunningNumber {
  readonly type: 'i32' | 'f64';
  readonly add: number;
  /** Pushes the element at an address in a local. */
  readonly load: (f: Func, address: number) => void;
  /** Stores the number on the stack at the address below it. */
  readonly store: (f: Func) => void;
}

/** Returns the instructions of a dtype. `wraps` is false for extremes of int32, which are exact in float64 too. */
export function runningNumber(dtype: DType, wraps: boolean = dtype === 'int32'): RunningNumber {
  if (wraps)
    return {
      type: 'i32',
      add: i32.add,
      load: (f, address) => f.get(address).memory(i32.load),
      store: f => f.memory(i32.store),
    };
  return {
    type: 'f64',
    add: f64.add,
    load: (f, address) => loadNumber(f, address, dtype),
    store: f => storeNumber(f, dtype),
  };
}
