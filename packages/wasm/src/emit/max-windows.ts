import { isCovering, isDisjoint, poolingOf, type Pooling } from '@thalweg/graph/engine';
import { advanceBy } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import * as f32 from '../assembler/opcodes/f32.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import * as i32x4 from '../assembler/opcodes/i32x4.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import type { LoopEmitter } from '../ir/loop-code.ts';
import { eachImage, imageBytes } from './images.ts';
import { leadingRows } from './leading-rows.ts';
import { clear } from './rows.ts';
import { areUnrolled, eachElement, eachWindow } from './windows.ts';

/** In each window, the largest element, or the element of another value at its place. */
export const pickMaxCode: LoopEmitter<'pickMax'> = (slot, windows) => {
  if (slot.wire.dtype !== 'float32') return undefined;
  const pooling = poolingOf(slot.inputs[0]!.shape!, windows);
  return {
    reads: slot.inputs,
    rows: leadingRows(slot.inputs[0]!),
    emit: (f, { reads, output, rows }) =>
      eachImage(f, pooling, rows, reads, () => pickInImage(f, pooling, reads, output)),
  };
};

/** Locals of the largest so far: its value, the value that came, whether that is NaN, and whether it is larger. */
interface Largest {
  readonly best: number;
  readonly value: number;
  readonly nan: number;
}

function largest(f: Func): Largest {
  return { best: f.local('v128'), value: f.local('v128'), nan: f.local('v128') };
}

/** Loads an element of each channel, and whether it is NaN. */
function come(f: Func, { value, nan }: Largest, address: number, offset: number): void {
  f.get(address).memory(v128.load, offset).tee(value).get(value).op(f32x4.ne).set(nan);
}

/** Pushes whether what came is larger than the largest before, or NaN. */
function pushLarger(f: Func, { best, value, nan }: Largest): Func {
  return f.get(value).get(best).op(f32x4.gt).get(nan).op(v128.or);
}

/** Keeps what came if it is larger. A NaN becomes one that no number is larger than. */
function keepLarger(f: Func, { best, value, nan }: Largest): void {
  f.get(best).get(value).op(f32x4.pmax).get(nan).op(v128.or).set(best);
}

function pickInImage(f: Func, pooling: Pooling, [x, other]: readonly number[], output: number): void {
  const firsts = [x!, ...(other === undefined ? [] : [other])].map(image => ({ image, first: f.local('i32') }));
  const [of, from] = firsts.map(({ first }) => first);
  const running = largest(f);
  const picked = from === undefined ? running.best : f.local('v128');
  const start = (address: number, picks: number | undefined, offset: number): void => {
    f.get(address).memory(v128.load, offset).set(running.best);
    if (picks !== undefined) f.get(picks).memory(v128.load, offset).set(picked);
  };
  const take = (address: number, picks: number | undefined, offset: number): void => {
    come(f, running, address, offset);
    if (picks !== undefined) {
      f.get(picks).memory(v128.load, offset).get(picked);
      pushLarger(f, running).op(v128.bitselect).set(picked);
    }
    keepLarger(f, running);
  };
  const moved = firsts.map(() => f.local('i32'));
  const [at, pick] = moved;
  eachWindow(f, pooling, {
    begin: ({ offset }) => firsts.forEach(({ image, first }) => f.get(image).get(offset).op(i32.add).set(first)),
    moved: [...firsts.map(({ first }) => first), output],
    whole: ([tap, ...taps], lanes, channel) => {
      start(of!, from, tap! + channel);
      for (const next of taps) take(of!, from, next + channel);
      f.storeLanes(output, picked, lanes, channel);
    },
    part: (window, lanes) => {
      firsts.forEach(({ first }, i) => f.get(first).set(moved[i]!));
      start(at!, pick, 0);
      eachElement(f, pooling, window, moved, () => take(at!, pick, 0));
      f.storeLanes(output, picked, lanes);
    },
  });
}

/** An element for each window, put where another value has its largest in the window. */
export const placeMaxCode: LoopEmitter<'placeMax'> = (slot, windows) => {
  if (slot.wire.dtype !== 'float32') return undefined;
  const pooling = poolingOf(slot.shape!, windows);
  const fills = isDisjoint(pooling) && isCovering(pooling) && areUnrolled(pooling);
  return {
    reads: slot.inputs,
    rows: leadingRows(slot),
    emit: (f, { reads: [x, values], output, rows }) =>
      eachImage(f, pooling, rows, [x!, output], () => {
        if (!fills) clear(f, output, imageBytes(pooling));
        placeInImage(f, pooling, { x: x!, values: values!, output });
      }),
  };
};

/** Locals with the addresses of two images and of the next element to place. */
interface Placed {
  readonly x: number;
  readonly values: number;
  readonly output: number;
}

function placeInImage(f: Func, pooling: Pooling, { x, values, output }: Placed): void {
  const [from, to, at, position] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')];
  const running = largest(f);
  const where = f.local('v128');
  const adds = !isDisjoint(pooling);
  const masks: number[] = [];
  eachWindow(f, pooling, {
    begin: ({ offset }) => {
      f.get(x).get(offset).op(i32.add).set(from);
      f.get(output).get(offset).op(i32.add).set(to);
    },
    moved: [from, to, values],
    whole: (taps, lanes, channel) => {
      f.get(from)
        .memory(v128.load, taps[0]! + channel)
        .set(running.best);
      taps.forEach((tap, i) => {
        if (i === 0) return;
        come(f, running, from, tap + channel);
        pushLarger(f, running).set((masks[i] ??= f.local('v128')));
        if (i < taps.length - 1) keepLarger(f, running);
      });
      placeAmong(f, { taps, masks, adds }, { values, to, lanes, channel });
    },
    part: (window, lanes) => {
      f.get(from).tee(at).memory(v128.load).set(running.best);
      f.i32(0).tee(position).op(i32x4.splat).set(where);
      eachElement(f, pooling, window, [at, position], () => {
        come(f, running, at, 0);
        f.get(position).op(i32x4.splat).get(where);
        pushLarger(f, running).op(v128.bitselect).set(where);
        keepLarger(f, running);
      });
      for (let lane = 0; lane < lanes; lane++) placeLane(f, { where, adds, at }, { values, to, lane });
    },
  });
}

/** Puts a vector of elements where the last mask says so, and zeros, or nothing more, at the other elements of its window. */
function placeAmong(
  f: Func,
  {
    taps,
    masks,
    adds,
  }: { readonly taps: readonly number[]; readonly masks: readonly number[]; readonly adds: boolean },
  { values, to, lanes, channel }: { readonly values: number; readonly to: number; readonly lanes: number; readonly channel: number }, // prettier-ignore
): void {
  const [rest, sum] = [f.local('v128'), f.local('v128')];
  f.get(values).memory(v128.load, channel).set(rest);
  for (let i = taps.length - 1; i >= 0; i--) {
    const offset = taps[i]! + channel;
    f.get(rest);
    if (i > 0) f.get(masks[i]!).op(v128.and);
    if (adds) f.get(to).memory(v128.load, offset).op(f32x4.add);
    f.set(sum).storeLanes(to, sum, lanes, offset);
    if (i > 0) f.get(rest).get(masks[i]!).op(v128.andnot).set(rest);
  }
}

/** Puts one element at a number of bytes that a lane holds. */
function placeLane(
  f: Func,
  { where, adds, at }: { readonly where: number; readonly adds: boolean; readonly at: number },
  { values, to, lane }: { readonly values: number; readonly to: number; readonly lane: number },
): void {
  f.get(where).lane(i32x4.extractLane, lane).set(at);
  advanceBy(f, at, to);
  f.get(at);
  f.get(values).memory(f32.load, 4 * lane);
  if (adds)
    f.get(at)
      .memory(f32.load, 4 * lane)
      .op(f32.add);
  f.memory(f32.store, 4 * lane);
}
