import { extentsOf } from '@thalweg/graph/engine';
import { advance } from '../assembler/address.ts';
import { push, type Amount } from '../assembler/amount.ts';
import type { Func } from '../assembler/func.ts';
import * as f32 from '../assembler/opcodes/f32.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import * as f64 from '../assembler/opcodes/f64.ts';
import * as f64x2 from '../assembler/opcodes/f64x2.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import { pushHalf, pushRounded } from '../functions/halves.ts';
import { leadingRows } from './leading-rows.ts';
import type { LoopEmitter } from '../ir/loop-code.ts';
import { inFours, repeat, timesRows } from './loops.ts';
import type { Reduction } from '../ir/reduction.ts';
import { reduceNumbers } from './reduce-numbers.ts';

/** The starts and opcodes of extremes, which are combined in float32; sums are in float64. */
const EXTREMES: Readonly<Record<string, { readonly start: number; readonly op: number }>> = {
  max: { start: -Infinity, op: f32x4.max },
  min: { start: Infinity, op: f32x4.min },
};

/** A reduction over neighbouring axes: sums and extremes of float32 in vectors, all others number by number. */
export const reduceCode: LoopEmitter<'reduce'> = (slot, parameters) => {
  const input = slot.inputs[0]!;
  const { reducer: name, from, to } = parameters;
  if (input.wire.dtype !== 'float32' || !(name === 'sum' || name in EXTREMES)) return reduceNumbers(slot, parameters);
  const reduction = { name, ...extentsOf(input, from, to) };
  const rows = leadingRows(input);
  const counted = from === 0 ? 'length' : 'outer';
  return {
    reads: [input],
    reduction,
    rows: to > from ? rows : undefined,
    emit: (f, { reads: [read], output, rows: local }) => {
      const times = local === undefined ? {} : { [counted]: timesRows(f, local, reduction[counted] / rows!) };
      emitReduction(f, { ...reduction, ...times }, read!, output);
    },
  };
};

/** A reduction whose counts may be in locals: the outer one, or the length if nothing is outer. */
type Counted = Omit<Reduction, 'outer' | 'length'> & { readonly outer: Amount; readonly length: Amount };

/** Writes a reduction of float32 from the address in one local to that in another. Both may be moved. */
export function emitReduction(f: Func, reduction: Counted, from: number, to: number): void {
  if ((reduction.pitch ?? reduction.inner) === 1) alongRows(f, reduction, from, to);
  else downColumns(f, reduction, from, to);
}

/** Locals with what has been combined so far: four extremes, or the sums of the lower and of the upper two lanes. */
interface Running {
  readonly low: number;
  readonly high: number;
  readonly start: () => void;
  /** Takes the next vector in. */
  readonly take: (vector: number) => void;
}

function running(f: Func, name: string): Running {
  const extreme = EXTREMES[name];
  const [low, high] = [f.local('v128'), f.local('v128')];
  if (extreme !== undefined) {
    const take = (vector: number): void => void f.get(low).get(vector).op(extreme.op).set(low);
    return { low, high, start: () => f.f32x4(extreme.start).set(low), take };
  }
  const take = (vector: number): void =>
    [low, high].forEach((sum, half) => pushHalf(f.get(sum), vector, half).op(f64x2.add).set(sum));
  return { low, high, start: () => f.f32x4(0).tee(low).set(high), take };
}

/** Elements that lie side by side become one. */
function alongRows(f: Func, { name, outer, length }: Counted, from: number, to: number): void {
  const extreme = EXTREMES[name];
  const vector = f.local('v128');
  const { low, high, start, take } = running(f, name);
  repeat(f, outer, () => {
    start();
    const [vectors, rest] = inFours(f, length);
    repeat(f, vectors, () => {
      f.get(from).memory(v128.load).set(vector);
      take(vector);
      advance(f, from, 16);
    });
    const last = (): void => {
      f.f32x4(extreme?.start ?? 0).set(vector);
      for (let lane = 0; lane < (typeof rest === 'number' ? rest : 3); lane++) {
        const load = (): void => {
          f.get(from).get(vector);
          f.memoryLane(v128.load32Lane, lane, 4 * lane).set(vector);
        };
        if (typeof rest === 'number' || lane === 0) load();
        else f.get(rest.local).i32(lane).op(i32.gtU).if(load);
      }
      take(vector);
      push(f.get(from), rest).i32(4).op(i32.mul).op(i32.add).set(from);
    };
    if (typeof rest === 'object') f.get(rest.local).if(last);
    else if (rest > 0) last();
    f.get(to);
    if (extreme === undefined) {
      f.get(low).get(high).op(f64x2.add).set(low);
      f.get(low).lane(f64x2.extractLane, 0).get(low).lane(f64x2.extractLane, 1).op(f64.add).op(f32.demoteF64);
    } else {
      // The same instruction again, between the halves and then between their lanes.
      f.get(low).get(low).shuffle(2, 3, 2, 3).get(low).op(extreme.op).set(low);
      f.get(low).get(low).shuffle(1, 1, 1, 1).get(low).op(extreme.op).lane(f32x4.extractLane, 0);
    }
    f.memory(f32.store);
    advance(f, to, 4);
  });
}

/** Elements that lie a row apart become one, four columns at a time. */
function downColumns(f: Func, { name, outer, length, inner, pitch = inner }: Counted, from: number, to: number): void {
  const [vector, at] = [f.local('v128'), f.local('i32')];
  const { low, high, start, take } = running(f, name);
  const columns = (lanes: number): void => {
    start();
    f.get(from).set(at);
    repeat(f, length, () => {
      f.get(at).memory(v128.load).set(vector);
      take(vector);
      advance(f, at, 4 * pitch);
    });
    if (!(name in EXTREMES)) pushRounded(f, [low, high]).set(low);
    f.storeLanes(to, low, lanes);
    advance(f, from, 4 * lanes);
    advance(f, to, 4 * lanes);
  };
  repeat(f, outer, () => {
    repeat(f, inner >> 2, () => columns(4));
    if ((inner & 3) > 0) columns(inner & 3);
    // Where its length is in a local, this is the last of the outer ones.
    if (typeof length === 'number') advance(f, from, 4 * inner * (length - 1));
  });
}
