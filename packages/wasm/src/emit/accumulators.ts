import { push, type Amount } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import { pushHalf, pushRounded } from '../assembler/lanes.ts';
import * as f32 from '../assembler/opcodes/f32.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import * as f64 from '../assembler/opcodes/f64.ts';
import * as f64x2 from '../assembler/opcodes/f64x2.ts';
import * as i32x4 from '../assembler/opcodes/i32x4.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import type { VectorReducer } from '../lowering/fusion-group.ts';
import type { Registers } from '../lowering/reduction-work.ts';

/** Code for what has been combined of one value so far, in four lanes. */
export interface Accumulator {
  /** Begins again. The local has the first vector to come. */
  readonly start: (first: number) => void;
  /** Combines the vector in a local with the others. */
  readonly take: (vector: number) => void;
  /** Pushes a vector that changes nothing. */
  readonly pushNeutral: () => void;
  /** Pushes the results of the lanes, as four float32. */
  readonly pushVector: () => void;
  /** Pushes the result of all lanes, as a float32. */
  readonly pushNumber: () => void;
}

/** Makes an accumulator of so many elements. */
type Making = (f: Func, length: Amount) => Accumulator;

/** The ways to accumulate, and whether each looks at the first vector. */
export const ACCUMULATORS: Readonly<Record<VectorReducer, { readonly looksAhead?: true; readonly make: Making }>> = {
  sum: { make: sums },
  max: { make: /* @__PURE__ */ extremes(-Infinity, i32x4.maxS, f => f.i32(1).op(i32x4.shrU)) },
  min: { make: /* @__PURE__ */ extremes(Infinity, i32x4.minS, f => f.i32(31).op(i32x4.shl)) },
  squaredDeviations: { looksAhead: true, make: squaredDeviations },
};

/**
 * Processors have 16 vectors at hand; with some more in memory, a block of columns still is as wide as a cache line.
 */
export const REGISTERS: Registers = {
  lanes: 4,
  accumulators: 16,
  widest: 4,
  used: { sum: 2, max: 1, min: 1, squaredDeviations: 7 },
};

/** Float64 in two vectors: of the lower and of the upper two lanes. */
type Halves = readonly [low: number, high: number];

function halves(f: Func): Halves {
  return [f.local('v128'), f.local('v128')];
}

/** Pushes the float64 of a function of each half, rounded to four float32. */
function pushHalves(f: Func, of: (half: number) => void): void {
  const rounded = halves(f);
  rounded.forEach((local, half) => {
    of(half);
    f.set(local);
  });
  pushRounded(f, rounded);
}

/** Pushes the sum of all four lanes, as a float64. */
function pushTotal(f: Func, [low, high]: Halves): void {
  f.get(low).get(high).op(f64x2.add).set(low);
  f.get(low).lane(f64x2.extractLane, 0).get(low).lane(f64x2.extractLane, 1).op(f64.add);
}

function sums(f: Func): Accumulator {
  const sum = halves(f);
  return {
    start: () => f.f32x4(0).tee(sum[0]).set(sum[1]),
    take: vector => sum.forEach((local, half) => pushHalf(f.get(local), vector, half).op(f64x2.add).set(local)),
    pushNeutral: () => f.f32x4(0),
    pushVector: () => pushRounded(f, sum),
    pushNumber: () => {
      pushTotal(f, sum);
      f.op(f32.demoteF64);
    },
  };
}

/**
 * Extremes are combined as whole numbers in the order of the floats, −0 before 0, and NaN beyond all of them: one instruction, where
 * hosts take eight, one after another, for the extreme of two floats.
 */
function extremes(start: number, op: number, beyond: (f: Func) => void): Making {
  return f => {
    const [found, nan] = [f.local('v128'), f.local('v128')];
    /** Makes whole numbers of floats, or floats of whole numbers: all bits but the sign are negated where that is set. */
    const swap = (x: number): Func => f.get(x).get(x).i32(31).op(i32x4.shrS).i32(1).op(i32x4.shrU).op(v128.xor);
    const combine = (...lanes: readonly number[]): void => {
      f.get(found)
        .get(found)
        .shuffle(...lanes)
        .get(found)
        .op(op)
        .set(found);
    };
    return {
      start: () => {
        f.f32x4(start).set(found);
        swap(found).set(found);
      },
      take: vector => {
        f.get(vector).get(vector).op(f32x4.ne).set(nan);
        swap(vector).get(nan).op(v128.andnot).get(nan);
        beyond(f);
        f.op(v128.or).get(found).op(op).set(found);
      },
      pushNeutral: () => f.f32x4(start),
      pushVector: () => swap(found),
      pushNumber: () => {
        combine(2, 3, 2, 3);
        combine(1, 1, 1, 1);
        swap(found).lane(f32x4.extractLane, 0);
      },
    };
  };
}

/**
 * Sums of `d = x − first` and of their squares: what is to be found is `Σd² − (Σd)²/n`. As the first number is about as far
 * from the mean as all others, little cancels.
 *
 * - **Source** Chan, Golub and LeVeque, "Algorithms for Computing the Sample Variance", 1983, §3
 */
function squaredDeviations(f: Func, length: Amount): Accumulator {
  const [first, shift, sum, squares, count] = [f.local('v128'), halves(f), halves(f), halves(f), f.local('f64')];
  const distance = f.local('v128');
  if (typeof length === 'number') f.f64(length).set(count);
  else push(f, length).op(f64.convertI32S).set(count);
  const pushSquares = (half: number): void => {
    f.get(squares[half]!).get(sum[half]!).get(sum[half]!).op(f64x2.mul).get(count).op(f64x2.splat).op(f64x2.div);
    f.op(f64x2.sub).f64x2(0).op(f64x2.max);
  };
  return {
    start: vector => {
      f.get(vector).set(first);
      shift.forEach((local, half) => pushHalf(f, first, half).set(local));
      for (const local of [...sum, ...squares]) f.f32x4(0).set(local);
    },
    take: vector => {
      sum.forEach((local, half) => {
        pushHalf(f, vector, half).get(shift[half]!).op(f64x2.sub).set(distance);
        f.get(local).get(distance).op(f64x2.add).set(local);
        f.get(squares[half]!).get(distance).get(distance).op(f64x2.mul).op(f64x2.add).set(squares[half]!);
      });
    },
    pushNeutral: () => f.get(first),
    pushVector: () => pushHalves(f, pushSquares),
    pushNumber: () => {
      const [total, square] = [f.local('f64'), f.local('f64')];
      pushTotal(f, sum);
      f.set(total);
      pushTotal(f, squares);
      f.set(square);
      f.get(square).get(total).get(total).op(f64.mul).get(count).op(f64.div).op(f64.sub).f64(0).op(f64.max);
      f.op(f32.demoteF64);
    },
  };
}
