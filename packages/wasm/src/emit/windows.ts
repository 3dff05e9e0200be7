import type { Pooling, SlidingAxis } from '@thalweg/graph/engine';
import { advance, advanceBy } from '../assembler/address.ts';
import { push, type Amount } from '../assembler/amount.ts';
import type { Func } from '../assembler/func.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import { inTurns, repeat } from './loops.ts';

/** The most elements of a window whose instructions are written one after another. */
const MOST = 16;

/** The bytes of a float32. */
const BYTES = 4;

/** The elements of a window that are not padding. */
export interface Window {
  /** A local with the bytes from the start of an image to the first of them. */
  readonly offset: number;
  readonly height: Amount;
  readonly width: Amount;
}

/** Code for the windows of an image: for one whose elements are known, by their offsets, and for any other. */
export interface WindowCode {
  /** Finds the addresses of a window. */
  readonly begin: (window: Window) => void;
  /** Writes code for a vector of channels of a window with all of its elements, so many bytes after its first. */
  readonly whole: (taps: readonly number[], lanes: number, channel: number) => void;
  /** Writes code for a vector of channels of any window. */
  readonly part: (window: Window, lanes: number) => void;
  /** Locals with addresses that move from vector to vector. */
  readonly moved: readonly number[];
}

/** True if the elements of all windows are known. */
export function areUnrolled({ rows, columns }: Pooling): boolean {
  return rows.kernel * columns.kernel <= MOST && !isClipped(rows) && !isClipped(columns);
}

/** Writes a loop over the windows of an image, and over their channels in vectors. */
export function eachWindow(f: Func, pooling: Pooling, code: WindowCode): void {
  const { rows, columns, channels } = pooling;
  const element = channels * BYTES;
  eachPlace(f, rows, columns.size * element, undefined, (start, height) =>
    eachPlace(f, columns, element, start, (offset, width) => {
      code.begin({ offset, height, width });
      eitherWay(f, pooling, code, { offset, height, width });
    }),
  );
}

/** Writes code for a window that may have all of its elements, or some. */
function eitherWay(f: Func, { rows, columns, channels }: Pooling, code: WindowCode, window: Window): void {
  const { whole, part, moved } = code;
  const taps = tapsOf(rows, columns, channels);
  const unrolled = (): void => eachVector(f, channels, moved, (lanes, channel) => whole(taps, lanes, channel));
  const looped = (): void => {
    const one = (lanes: number): void => {
      part(window, lanes);
      for (const address of moved) advance(f, address, BYTES * lanes);
    };
    repeat(f, channels >> 2, () => one(4));
    if ((channels & 3) > 0) one(channels & 3);
  };
  if (taps.length > MOST) return looped();
  if (typeof window.height === 'number' && typeof window.width === 'number') return unrolled();
  push(f, window.height).i32(rows.kernel).op(i32.eq);
  push(f, window.width).i32(columns.kernel).op(i32.eq).op(i32.and);
  f.if(unrolled, looped);
}

/** The bytes from the first element of a window to each. */
function tapsOf(rows: SlidingAxis, columns: SlidingAxis, channels: number): number[] {
  const taps: number[] = [];
  for (let row = 0; row < rows.kernel; row++)
    for (let column = 0; column < columns.kernel; column++) taps.push((row * columns.size + column) * channels * BYTES);
  return taps;
}

/** Writes code for the channels, four at a time, and moves the addresses past them. */
function eachVector(
  f: Func,
  channels: number,
  moved: readonly number[],
  one: (lanes: number, channel: number) => void,
): void {
  const move = (bytes: number): void => moved.forEach(address => advance(f, address, bytes));
  inTurns(
    f,
    channels >> 2,
    n => one(4, 16 * n),
    count => move(16 * count),
  );
  if ((channels & 3) === 0) return;
  one(channels & 3, 0);
  move(BYTES * (channels & 3));
}

/** True if some window has padding. */
function isClipped({ size, out, kernel, stride, before }: SlidingAxis): boolean {
  return before > 0 || (out - 1) * stride + kernel > size;
}

/**
 * Writes a loop over the places of a window along an axis. The body gets a local with the bytes to the first element that is
 * not padding, after those in another local, and the number of such elements.
 */
function eachPlace(
  f: Func,
  axis: SlidingAxis,
  step: number,
  base: number | undefined,
  body: (offset: number, count: Amount) => void,
): void {
  const { size, out, kernel, stride, before } = axis;
  const offset = f.local('i32');
  const start = (): Func => (base === undefined ? f.i32(0) : f.get(base));
  if (!isClipped(axis)) {
    start().set(offset);
    return repeat(f, out, () => {
      body(offset, kernel);
      advance(f, offset, stride * step);
    });
  }
  const [at, first, count] = [f.local('i32'), f.local('i32'), f.local('i32')];
  f.i32(-before).set(at);
  repeat(f, out, () => {
    f.get(at).tee(first).i32(0).op(i32.ltS);
    f.if(() => void f.i32(0).set(first));
    f.get(at).i32(kernel).op(i32.add).tee(count).i32(size).op(i32.gtS);
    f.if(() => void f.i32(size).set(count));
    f.get(count).get(first).op(i32.sub).set(count);
    start().get(first).i32(step).op(i32.mul).op(i32.add).set(offset);
    body(offset, { local: count });
    advance(f, at, stride);
  });
}

/** Writes a loop over the elements of a window from the one at the address in a local, which the body must not move. */
export function eachElement(
  f: Func,
  { columns, channels }: Pooling,
  { height, width }: Window,
  addresses: readonly number[],
  body: () => void,
): void {
  const element = channels * BYTES;
  const back = f.local('i32');
  push(f.i32(columns.size), width).op(i32.sub).i32(element).op(i32.mul).set(back);
  repeat(f, height, () => {
    repeat(f, width, () => {
      body();
      for (const address of addresses) advance(f, address, element);
    });
    for (const address of addresses) advanceBy(f, address, back);
  });
}
