import { extentsOf } from '@thalweg/graph/runners';
import { advance } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import * as f32 from '../assembler/opcodes/f32.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import * as f64 from '../assembler/opcodes/f64.ts';
import * as f64x2 from '../assembler/opcodes/f64x2.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import type { LoopEmitter } from './loop-code.ts';
import { repeat } from './loops.ts';
import type { Reduction } from './reduction.ts';
import { reduceNumbers } from './reduce-numbers.ts';

/** What starts and combines elements: sums in float64, extremes as they are. */
const EXTREMES: Readonly<Record<string, { readonly start: number; readonly op: number }>> = {
  max: { start: -Infinity, op: f32x4.max },
  min: { start: Infinity, op: f32x4.min },
};

/** A reduction over neighbouring axes: sums and extremes of float32 in vectors, all others number by number. */
export const reduceCode: LoopEmitter = (slot, description) => {
  const input = slot.inputs[0]!;
  const { reduce: name, from, to } = description as { reduce: string; from: number; to: number };
  if (input.wire.dtype !== 'float32' || !(name === 'sum' || name in EXTREMES))
    return reduceNumbers(slot, name, from, to);
  const reduction = { name, ...extentsOf(input, from, to) };
  return {
    reads: [input],
    reduction,
    emit: (f, { reads: [read], output }) => emitReduction(f, reduction, read!, output),
  };
};

/** Writes a reduction of float32 from the address in one local to that in another. Both are moved. */
export function emitReduction(f: Func, reduction: Reduction, from: number, to: number): void {
  if ((reduction.pitch ?? reduction.inner) === 1) alongRows(f, reduction, from, to);
  else downColumns(f, reduction, from, to);
}

/** Elements that lie side by side become one. */
function alongRows(f: Func, { name, outer, length }: Reduction, from: number, to: number): void {
  const extreme = EXTREMES[name];
  const [vector, low, high] = [f.local('v128'), f.local('v128'), f.local('v128')];
  const add = (): void => {
    f.get(low).get(vector).op(f64x2.promoteLowF32x4).op(f64x2.add).set(low);
    upper(f, vector);
    f.get(high).op(f64x2.add).set(high);
  };
  repeat(f, outer, () => {
    if (extreme === undefined) f.f32x4(0).tee(low).set(high);
    else f.f32x4(extreme.start).set(low);
    const take = extreme === undefined ? add : () => f.get(low).get(vector).op(extreme.op).set(low);
    repeat(f, length >> 2, () => {
      f.get(from).memory(v128.load).set(vector);
      take();
      advance(f, from, 16);
    });
    if ((length & 3) > 0) {
      f.f32x4(extreme?.start ?? 0).set(vector);
      for (let lane = 0; lane < (length & 3); lane++)
        f.get(from)
          .get(vector)
          .memoryLane(v128.load32Lane, lane, 4 * lane)
          .set(vector);
      take();
      advance(f, from, 4 * (length & 3));
    }
    f.get(to);
    if (extreme === undefined) {
      f.get(low).get(high).op(f64x2.add).set(low);
      f.get(low).lane(f64x2.extractLane, 0).get(low).lane(f64x2.extractLane, 1).op(f64.add).op(f32.demoteF64);
    } else {
      f.get(low).lane(f32x4.extractLane, 0);
      for (let lane = 1; lane < 4; lane++)
        f.get(low)
          .lane(f32x4.extractLane, lane)
          .op(name === 'max' ? f32.max : f32.min);
    }
    f.memory(f32.store);
    advance(f, to, 4);
  });
}

/** Elements that lie a row apart become one, four columns at a time. */
function downColumns(
  f: Func,
  { name, outer, length, inner, pitch = inner }: Reduction,
  from: number,
  to: number,
): void {
  const extreme = EXTREMES[name];
  const [vector, low, high, at, result] = [
    f.local('v128'),
    f.local('v128'),
    f.local('v128'),
    f.local('i32'),
    f.local('v128'),
  ];
  const columns = (lanes: number): void => {
    if (extreme === undefined) f.f32x4(0).tee(low).set(high);
    else f.f32x4(extreme.start).set(low);
    f.get(from).set(at);
    repeat(f, length, () => {
      f.get(at).memory(v128.load).set(vector);
      if (extreme === undefined) {
        f.get(low).get(vector).op(f64x2.promoteLowF32x4).op(f64x2.add).set(low);
        upper(f, vector);
        f.get(high).op(f64x2.add).set(high);
      } else f.get(low).get(vector).op(extreme.op).set(low);
      advance(f, at, 4 * pitch);
    });
    if (extreme === undefined) {
      f.get(low).op(f32x4.demoteF64x2Zero).get(high).op(f32x4.demoteF64x2Zero);
      f.shuffle([0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]).set(result);
    } else f.get(low).set(result);
    f.storeLanes(to, result, lanes);
    advance(f, from, 4 * lanes);
    advance(f, to, 4 * lanes);
  };
  repeat(f, outer, () => {
    repeat(f, inner >> 2, () => columns(4));
    if ((inner & 3) > 0) columns(inner & 3);
    advance(f, from, 4 * inner * (length - 1));
  });
}

/** Pushes the upper two lanes of a vector in float64. */
function upper(f: Func, vector: number): void {
  f.get(vector).get(vector).shuffle([8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15]);
  f.op(f64x2.promoteLowF32x4);
}
