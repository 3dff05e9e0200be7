import { isCovering, isDisjoint, poolingOf, type Loops, type Pooling } from '@thalweg/graph/engine';
import { push } from '../assembler/amount.ts';
import type { Func } from '../assembler/func.ts';
import * as f32 from '../assembler/opcodes/f32.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import * as f64 from '../assembler/opcodes/f64.ts';
import * as f64x2 from '../assembler/opcodes/f64x2.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import { pushHalf, pushRounded } from '../functions/halves.ts';
import type { LoopEmitter } from '../ir/loop-code.ts';
import { eachImage, imageBytes } from './images.ts';
import { leadingRows } from './leading-rows.ts';
import { clear } from './rows.ts';
import { areUnrolled, eachElement, eachWindow, type Window } from './windows.ts';

type Averaged = Loops['averageWindows'];

/** The mean of each window, summed in float64. */
export const averageWindowsCode: LoopEmitter<'averageWindows'> = (slot, windows) => {
  const input = slot.inputs[0]!;
  if (slot.wire.dtype !== 'float32') return undefined;
  const pooling = poolingOf(input.shape!, windows);
  return {
    reads: [input],
    rows: leadingRows(input),
    emit: (f, { reads: [x], output, rows }) =>
      eachImage(f, pooling, rows, [x!], () => averageInImage(f, pooling, windows, { from: x!, to: output })),
  };
};

/** Locals with the addresses that are read and written. */
interface Ends {
  readonly from: number;
  readonly to: number;
}

function averageInImage(f: Func, pooling: Pooling, windows: Averaged, { from, to }: Ends): void {
  const [first, at] = [f.local('i32'), f.local('i32')];
  const [value, low, high, divisor] = [f.local('v128'), f.local('v128'), f.local('v128'), f.local('v128')];
  const sums = [low, high] as const;
  const take = (address: number, offset: number): void => {
    f.get(address).memory(v128.load, offset).set(value);
    sums.forEach((sum, half) => pushHalf(f.get(sum), value, half).op(f64x2.add).set(sum));
  };
  const finish = (lanes: number, channel: number, divide: () => void): void => {
    for (const sum of sums) {
      f.get(sum);
      divide();
      f.set(sum);
    }
    pushRounded(f, sums).set(value);
    f.storeLanes(to, value, lanes, channel);
  };
  eachWindow(f, pooling, {
    begin: window => {
      f.get(from).get(window.offset).op(i32.add).set(first);
      const count = countOf(windows, window);
      if (count !== undefined) f.f64x2(count).set(divisor);
      else pushCount(f, window).op(f64x2.splat).set(divisor);
    },
    moved: [first, to],
    whole: (taps, lanes, channel) => {
      for (const sum of sums) f.f64x2(0).set(sum);
      for (const tap of taps) take(first, tap + channel);
      finish(lanes, channel, () => divideBy(f, taps.length, f64x2, count => f.f64x2(count)));
    },
    part: (window, lanes) => {
      for (const sum of sums) f.f64x2(0).set(sum);
      f.get(first).set(at);
      eachElement(f, pooling, window, [at], () => take(at, 0));
      finish(lanes, 0, () => f.get(divisor).op(f64x2.div));
    },
  });
}

/** The mean's share of each element of a window: an element of each window, divided among those of the window. */
export const shareWindowsCode: LoopEmitter<'shareWindows'> = (slot, windows) => {
  if (slot.wire.dtype !== 'float32') return undefined;
  const pooling = poolingOf(slot.shape!, windows);
  const fills = isDisjoint(pooling) && isCovering(pooling);
  return {
    reads: [slot.inputs[0]!],
    rows: leadingRows(slot),
    emit: (f, { reads: [values], output, rows }) =>
      eachImage(f, pooling, rows, [output], () => {
        if (!fills) clear(f, output, imageBytes(pooling));
        shareInImage(f, pooling, windows, { from: values!, to: output });
      }),
  };
};

function shareInImage(f: Func, pooling: Pooling, windows: Averaged, { from, to }: Ends): void {
  const [first, at] = [f.local('i32'), f.local('i32')];
  const [share, sum, divisor] = [f.local('v128'), f.local('v128'), f.local('v128')];
  const adds = !isDisjoint(pooling);
  const give = (address: number, offset: number, lanes: number): void => {
    if (!adds) return void f.storeLanes(address, share, lanes, offset);
    f.get(address).memory(v128.load, offset).get(share).op(f32x4.add).set(sum);
    f.storeLanes(address, sum, lanes, offset);
  };
  eachWindow(f, pooling, {
    begin: window => {
      f.get(to).get(window.offset).op(i32.add).set(first);
      const count = countOf(windows, window);
      if (count !== undefined) f.f32x4(count).set(divisor);
      else pushCount(f, window).op(f32.demoteF64).op(f32x4.splat).set(divisor);
    },
    moved: [first, from],
    whole: (taps, lanes, channel) => {
      f.get(from).memory(v128.load, channel);
      divideBy(f, taps.length, f32x4, count => f.f32x4(count)).set(share);
      for (const tap of taps) give(first, tap + channel, lanes);
    },
    part: (window, lanes) => {
      f.get(from).memory(v128.load).get(divisor).op(f32x4.div).set(share);
      f.get(first).set(at);
      eachElement(f, pooling, window, [at], () => give(at, 0, lanes));
    },
  });
}

/** The number that a sum is divided by, if it is one for all windows. */
function countOf({ countPadding, size }: Averaged, { height, width }: Window): number | undefined {
  if (countPadding) return size.reduce((count, length) => count * length, 1);
  return typeof height === 'number' && typeof width === 'number' ? height * width : undefined;
}

/** Pushes the number of elements of a window, as a float64. */
function pushCount(f: Func, { height, width }: Window): Func {
  return push(push(f, height), width).op(i32.mul).op(f64.convertI32S);
}

/** Divides the vector on the stack; by a power of two it multiplies, which rounds alike and is faster. */
function divideBy(
  f: Func,
  count: number,
  { mul, div }: { readonly mul: number; readonly div: number },
  vector: (value: number) => Func,
): Func {
  const isPower = Number.isInteger(Math.log2(count));
  return vector(isPower ? 1 / count : count).op(isPower ? mul : div);
}
