import {
  isCovering,
  isDisjoint,
  type Loops,
  type Pooling,
  poolingOf,
  type SlidingAxis,
  type Slot,
} from '@thalweg/graph/engine';
import { sizeOf } from '@thalweg/tensor';
import { advance, advanceBy, type Amount, push } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import { pushHalf, pushRounded } from '../assembler/lanes.ts';
import * as f32 from '../assembler/opcodes/f32.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import * as f64 from '../assembler/opcodes/f64.ts';
import * as f64x2 from '../assembler/opcodes/f64x2.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import type { LoopCode, LoopEmitter } from '../lowering/loop-code.ts';
import { leadingRows } from '../loops/axes.ts';
import { inTurns, repeat } from '../loops/repeat.ts';
import { clear } from '../loops/rows.ts';

/** The most elements of a window whose instructions are written one after another. */
const MOST = 16;

/** The bytes of a float32. */
const BYTES = 4;

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

/** The number of images, and locals that their windows are found by. */
export interface WindowSite {
  readonly images: Amount;
  /** The addresses of values with an element for each of the images' elements. They move from image to image. */
  readonly wide: readonly number[];
  /** The address of a value with an element for each window. It moves from vector to vector. */
  readonly narrow: number;
  /** The one of the wide addresses at which images are filled with zeros before their windows are visited. */
  readonly cleared?: number | undefined;
}

/** The elements of a window that are not padding. */
interface Window {
  readonly height: Amount;
  readonly width: Amount;
  /** The bytes from the first to each, if all are there and they are few. */
  readonly taps?: readonly number[];
}

/** A vector of channels: of a window, or of one of its elements. */
export interface Channels {
  /** The bytes after the addresses. */
  readonly offset: number;
  readonly lanes: number;
  /** The number of the element, if it is a tap. */
  readonly tap?: number;
}

/** Code for channels of a window; addresses are those of the wide values. */
export interface WindowCode {
  /** Begins with the addresses of the first element. */
  readonly start: (addresses: readonly number[], at: Channels, window: Window) => void;
  /** Takes an element in. */
  readonly take: (addresses: readonly number[], at: Channels) => void;
  /** Ends, after the narrow address. */
  readonly finish?: (at: Channels, window: Window) => void;
}

/** True if the elements of all windows are taps. */
export function areTaps({ rows, columns }: Pooling): boolean {
  return rows.kernel * columns.kernel <= MOST && !isClipped(rows) && !isClipped(columns);
}

/** Writes a loop over images, their windows, and the channels in vectors. `firsts` are the addresses of a window's first element. */
export function eachWindow(
  f: Func,
  pooling: Pooling,
  { images, wide, narrow, cleared }: WindowSite,
  codeOf: (firsts: readonly number[]) => WindowCode,
): void {
  const { rows, columns, channels } = pooling;
  const element = channels * BYTES;
  const row = columns.size * element;
  const firsts = wide.map(() => f.local('i32'));
  const code = codeOf(firsts);
  const zero = f.local('i32');
  repeat(f, images, () => {
    if (cleared !== undefined) clear(f, cleared, rows.size * row);
    eachPlace(f, rows, row, zero, (start, height) =>
      eachPlace(f, columns, element, start, (offset, width) => {
        wide.forEach((image, i) => f.get(image).get(offset).op(i32.add).set(firsts[i]!));
        wholeOrPart(f, pooling, { height, width }, { firsts, narrow, code });
      }),
    );
    for (const image of wide) advance(f, image, rows.size * row);
  });
}

interface Visit {
  readonly firsts: readonly number[];
  readonly narrow: number;
  readonly code: WindowCode;
}

/** Writes code for a window that has all of its elements, or else for any. */
function wholeOrPart(f: Func, pooling: Pooling, window: Window, { firsts, narrow, code }: Visit): void {
  const { rows, columns, channels } = pooling;
  const move = (bytes: number): void => [...firsts, narrow].forEach(address => advance(f, address, bytes));
  const taps = tapsOf(pooling);
  const whole = (at: Channels): void => {
    code.start(firsts, at, { ...window, taps });
    taps.forEach((bytes, tap) => code.take(firsts, { ...at, offset: at.offset + bytes, tap }));
    code.finish?.(at, { ...window, taps });
  };
  const addresses = firsts.map(() => f.local('i32'));
  const part = (at: Channels): void => {
    code.start(firsts, at, window);
    firsts.forEach((first, i) => f.get(first).set(addresses[i]!));
    eachElement(f, pooling, window, addresses, () => code.take(addresses, at));
    code.finish?.(at, window);
  };
  const inVectors = (one: (at: Channels) => void, turn: number): void => {
    const vector = (n: number): void => one({ offset: 16 * n, lanes: 4 });
    inTurns(f, channels >> 2, vector, count => move(16 * count), turn);
    const lanes = channels & 3;
    if (lanes === 0) return;
    one({ offset: 0, lanes });
    move(BYTES * lanes);
  };
  if (taps.length > MOST) return inVectors(part, 1);
  if (areTaps(pooling)) return inVectors(whole, 4);
  push(f, window.height).i32(rows.kernel).op(i32.eq);
  push(f, window.width).i32(columns.kernel).op(i32.eq).op(i32.and);
  f.if(
    () => inVectors(whole, 4),
    () => inVectors(part, 1),
  );
}

/** The bytes from the first element of a window to each. */
function tapsOf({ rows, columns, channels }: Pooling): number[] {
  return Array.from(
    { length: rows.kernel * columns.kernel },
    (_, i) =>
      (Math.floor(i / columns.kernel) * rows.dilation * columns.size + (i % columns.kernel) * columns.dilation) *
      channels *
      BYTES,
  );
}

/** True if some window has padding. */
function isClipped({ size, out, kernel, stride, dilation, before }: SlidingAxis): boolean {
  return before > 0 || (out - 1) * stride + (kernel - 1) * dilation + 1 > size;
}

/**
 * Writes a loop over the places of a window along an axis. The body gets a local with the bytes to the first element that is
 * not padding, after those in another local, and the number of such elements.
 */
function eachPlace(
  f: Func,
  axis: SlidingAxis,
  step: number,
  base: number,
  body: (offset: number, count: Amount) => void,
): void {
  const { out, kernel, stride, before } = axis;
  const [offset, at, count] = [f.local('i32'), f.local('i32'), f.local('i32')];
  if (!isClipped(axis)) {
    f.get(base).set(offset);
    return repeat(f, out, () => {
      body(offset, kernel);
      advance(f, offset, stride * step);
    });
  }
  f.i32(-before).set(at);
  repeat(f, out, () => {
    setElements(f, axis, { at, offset, count });
    f.get(base).get(offset).i32(step).op(i32.mul).op(i32.add).set(offset);
    body(offset, { local: count });
    advance(f, at, stride);
  });
}

/** Sets the first element that is not padding, and the number of them, for a window that begins at a place. */
function setElements(
  f: Func,
  { size, kernel, dilation, before }: SlidingAxis,
  { at, offset, count }: { readonly at: number; readonly offset: number; readonly count: number },
): void {
  f.get(at).tee(offset).i32(0).op(i32.ltS);
  if (dilation === 1) {
    f.if(() => f.i32(0).set(offset));
    f.get(at).i32(kernel).op(i32.add).tee(count).i32(size).op(i32.gtS);
    f.if(() => f.i32(size).set(count));
    f.get(count).get(offset).op(i32.sub).set(count);
    return;
  }
  const above = Math.ceil(before / dilation) * dilation;
  f.if(() => f.get(at).i32(above).op(i32.add).i32(dilation).op(i32.remU).set(offset));
  f.get(at).i32((kernel - 1) * dilation).op(i32.add).tee(count).i32(size - 1).op(i32.gtS);
  f.if(() => f.i32(size - 1).set(count));
  f.get(count).get(offset).op(i32.sub).i32(dilation).op(i32.divU).i32(1).op(i32.add).set(count);
} // prettier-ignore

/** Writes a loop over the elements of a window, and moves addresses from one to the next. */
function eachElement(
  f: Func,
  { rows, columns, channels }: Pooling,
  { height, width }: Window,
  addresses: readonly number[],
  body: () => void,
): void {
  const element = columns.dilation * channels * BYTES;
  const row = rows.dilation * columns.size * channels * BYTES;
  const back = f.local('i32');
  push(f.i32(row), width).i32(element).op(i32.mul).op(i32.sub).set(back);
  repeat(f, height, () => {
    repeat(f, width, () => {
      body();
      for (const address of addresses) advance(f, address, element);
    });
    for (const address of addresses) advanceBy(f, address, back);
  });
}

/** The instructions for an element of a window. */
const OPERATIONS = 4;

/** Inputs for writing the code of a loop over windows. */
export interface WindowLoop {
  readonly f: Func;
  readonly pooling: Pooling;
  readonly images: Amount;
  /** Locals with addresses. */
  readonly reads: readonly number[];
  readonly output: number;
}

/** Returns the code of a loop over the windows of a value of images, which can be computed apart; none unless it is of float32. */
export function windowLoop(
  slot: Slot,
  { shape }: Slot,
  windows: Parameters<typeof poolingOf>[1],
  reads: readonly Slot[],
  write: (loop: WindowLoop) => void,
): LoopCode | undefined {
  if (slot.wire.dtype !== 'float32') return undefined;
  const pooling = poolingOf(shape!, windows);
  const { images, rows, columns, channels } = pooling;
  const bytesOf = (value: Slot): number => 4 * sizeOf(value.shape!.slice(1));
  return {
    reads,
    rows: leadingRows(reads[0]!),
    parts: {
      total: images,
      operations: OPERATIONS * images * rows.out * rows.kernel * columns.out * columns.kernel * channels,
      moves: { reads: reads.map(bytesOf), output: bytesOf(slot) },
      emit: (f, site, count) => write({ ...site, f, pooling, images: count }),
    },
    emit: (f, site) => write({ ...site, f, pooling, images: site.rows === undefined ? images : { local: site.rows } }),
  };
}
