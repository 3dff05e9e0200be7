import { isCovering, isDisjoint } from '@thalweg/graph/engine';
import { advanceBy } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import * as f32 from '../assembler/opcodes/f32.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import * as i32x4 from '../assembler/opcodes/i32x4.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import type { LoopEmitter } from '../lowering/loop-code.ts';
import { areTaps, type Channels, eachWindow, windowLoop, type WindowLoop } from './pooling.ts';

/** In each window, the largest element, or the element of another value at its place. */
export const pickMaxCode: LoopEmitter<'pickMax'> = (slot, windows) =>
  windowLoop(slot, slot.inputs[0]!, windows, slot.inputs, pick);

/** Locals of the largest so far: its value, the value that came, and whether that is NaN. */
interface Largest {
  readonly best: number;
  readonly value: number;
  readonly nan: number;
}

function largest(f: Func): Largest {
  return { best: f.local('v128'), value: f.local('v128'), nan: f.local('v128') };
}

/** Loads what comes. */
function load(f: Func, { value, nan }: Largest, address: number, offset: number): void {
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

function pick({ f, pooling, images, reads: wide, output: narrow }: WindowLoop): void {
  const running = largest(f);
  const picked = wide.length > 1 ? f.local('v128') : running.best;
  eachWindow(f, pooling, { images, wide, narrow }, () => ({
    start: (addresses, { offset }) =>
      [running.best, picked].slice(0, addresses.length).forEach((local, i) => {
        f.get(addresses[i]!).memory(v128.load, offset).set(local);
      }),
    take: ([x, other], { offset, tap }) => {
      if (tap === 0) return;
      load(f, running, x!, offset);
      if (other !== undefined) {
        f.get(other).memory(v128.load, offset).get(picked);
        pushLarger(f, running).op(v128.bitselect).set(picked);
      }
      keepLarger(f, running);
    },
    finish: ({ offset, lanes }) => f.storeLanes(narrow, picked, lanes, offset),
  }));
}

/** An element for each window, put where another value has its largest in the window. */
export const placeMaxCode: LoopEmitter<'placeMax'> = (slot, windows) =>
  windowLoop(slot, slot, windows, slot.inputs, place);

function place({ f, pooling, images, reads: [x, narrow], output: to }: WindowLoop): void {
  const running = largest(f);
  const where = f.local('v128');
  /** Locals: true for each tap that is larger than all before. */
  const masks: number[] = [];
  const adds = !isDisjoint(pooling);
  const cleared = adds || !isCovering(pooling) || !areTaps(pooling) ? to : undefined;
  eachWindow(f, pooling, { images, wide: [x!, to], narrow: narrow!, cleared }, ([first, output]) => ({
    start: ([x], { offset }) => {
      f.get(x!).memory(v128.load, offset).set(running.best);
      f.i32x4(0).set(where);
    },
    take: ([x], { offset, tap }) => {
      if (tap === 0) return;
      load(f, running, x!, offset);
      if (tap === undefined) f.get(x!).get(first!).op(i32.sub).op(i32x4.splat).get(where);
      pushLarger(f, running);
      if (tap === undefined) f.op(v128.bitselect).set(where);
      else f.set((masks[tap] ??= f.local('v128')));
      keepLarger(f, running);
    },
    finish: (at, { taps }) => {
      const placed = { from: narrow!, to: output!, adds };
      if (taps === undefined) placeLanes(f, where, at, placed);
      else placeAmong(f, { taps, masks }, at, placed);
    },
  }));
}

/** Locals with the address of the elements to place, and that of the first element of a window. */
interface Placed {
  readonly from: number;
  readonly to: number;
  /** True if they are added to what is there. */
  readonly adds: boolean;
}

/**
 * Puts elements where the last mask says so, and zeros, or nothing more, at the other elements of their window. It goes
 * backwards: the last that is larger than all before it is the largest.
 */
function placeAmong(
  f: Func,
  { taps, masks }: { readonly taps: readonly number[]; readonly masks: readonly number[] },
  { offset, lanes }: Channels,
  { from, to, adds }: Placed,
): void {
  const [rest, part] = [f.local('v128'), f.local('v128')];
  f.get(from).memory(v128.load, offset).set(rest);
  for (let tap = taps.length - 1; tap >= 0; tap--) {
    const at = taps[tap]! + offset;
    f.get(rest);
    if (tap > 0) f.get(masks[tap]!).op(v128.and);
    if (adds) f.get(to).memory(v128.load, at).op(f32x4.add);
    f.set(part).storeLanes(to, part, lanes, at);
    if (tap > 0) f.get(rest).get(masks[tap]!).op(v128.andnot).set(rest);
  }
}

/** Puts elements one by one, as many bytes after an address as a lane says. */
function placeLanes(f: Func, where: number, { lanes }: Channels, { from, to, adds }: Placed): void {
  const at = f.local('i32');
  for (let lane = 0; lane < lanes; lane++) {
    f.get(where).lane(i32x4.extractLane, lane).set(at);
    advanceBy(f, at, to);
    f.get(at)
      .get(from)
      .memory(f32.load, 4 * lane);
    if (adds)
      f.get(at)
        .memory(f32.load, 4 * lane)
        .op(f32.add);
    f.memory(f32.store, 4 * lane);
  }
}
