import { isCovering, isDisjoint, type Loops } from '@thalweg/graph/engine';
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
import { windowLoop } from './window-loop.ts';
import { eachWindow, type Window } from './windows.ts';

/** The mean of each window, or its sum; summed in float64. */
export const averageWindowsCode: LoopEmitter<'averageWindows'> = (slot, windows) =>
  windowLoop(slot, slot.inputs[0]!, windows, slot.inputs, ({ f, pooling, images, reads: wide, output: narrow }) => {
    const [value, ...sums] = [f.local('v128'), f.local('v128'), f.local('v128')] as const;
    eachWindow(f, pooling, { images, wide, narrow }, () => ({
      start: () => sums.forEach(sum => f.f64x2(0).set(sum)),
      take: ([x], { offset }) => {
        f.get(x!).memory(v128.load, offset).set(value);
        sums.forEach((sum, half) => pushHalf(f.get(sum), value, half).op(f64x2.add).set(sum));
      },
      finish: ({ offset, lanes }, window) => {
        for (const sum of sums) divide(f.get(sum), windows, window, 'f64x2').set(sum);
        pushRounded(f, sums).set(value);
        f.storeLanes(narrow, value, lanes, offset);
      },
    }));
  });

/** An element of each window, divided among the elements of the window, or given to each. */
export const shareWindowsCode: LoopEmitter<'shareWindows'> = (slot, windows) =>
  windowLoop(slot, slot, windows, [slot.inputs[0]!], ({ f, pooling, images, reads: [narrow], output }) => {
    const [share, sum] = [f.local('v128'), f.local('v128')];
    const adds = !isDisjoint(pooling);
    const cleared = adds || !isCovering(pooling) ? output : undefined;
    eachWindow(f, pooling, { images, wide: [output], narrow: narrow!, cleared }, () => ({
      start: (_, { offset }, window) =>
        divide(f.get(narrow!).memory(v128.load, offset), windows, window, 'f32x4').set(share),
      take: ([to], { offset, lanes }) => {
        f.get(share);
        if (adds) f.get(to!).memory(v128.load, offset).op(f32x4.add);
        f.set(sum).storeLanes(to!, sum, lanes, offset);
      },
    }));
  });

const DIVIDING = {
  f32x4: { div: f32x4.div, mul: f32x4.mul, splat: f32x4.splat },
  f64x2: { div: f64x2.div, mul: f64x2.mul, splat: f64x2.splat },
} as const;

/** Divides the vector on the stack by the divisor; by a power of two it multiplies, which rounds alike. */
function divide(
  f: Func,
  { divisor, size }: Loops['averageWindows'],
  { taps, height, width }: Window,
  type: 'f32x4' | 'f64x2',
): Func {
  const { div, mul, splat } = DIVIDING[type];
  if (divisor === 'none') return f;
  if (taps !== undefined || divisor === 'places') {
    const count = size.reduce((product, length) => product * length, 1);
    return Number.isInteger(Math.log2(count)) ? f[type](1 / count).op(mul) : f[type](count).op(div);
  }
  push(push(f, height), width).op(i32.mul).op(f64.convertI32S);
  if (type === 'f32x4') f.op(f32.demoteF64);
  return f.op(splat).op(div);
}
