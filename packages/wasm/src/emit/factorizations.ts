import type { DType } from '@thalweg/tensor';
import { advance } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import * as f64 from '../assembler/opcodes/f64.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import type { LoopEmitter } from '../lowering/loop-code.ts';
import { loadNumber, storeNumber } from '../loops/elements.ts';
import { repeat } from '../loops/repeat.ts';
import { BYTES } from '../memory/address-space.ts';
import { copyNumbers, divideRow, FLOAT64, matrixBatch, subtractRow } from './matrices.ts';

/** The lower factors of the symmetric parts of matrices. */
export const choleskyCode: LoopEmitter<'cholesky'> = slot => {
  const [input] = slot.inputs;
  const { dtype } = slot.wire;
  const n = slot.shape!.at(-1)!;
  const batch = matrixBatch(slot, 2);
  return {
    reads: [input!],
    rows: batch.rows,
    mayFail: true,
    scratch: FLOAT64 * n * n,
    operations: (batch.count * n ** 3) / 3,
    emit: (f, { reads: [from], output, scratch, rows, fail }) => {
      const upper = f.local('i32');
      f.address(scratch).set(upper);
      const matrix = { upper, n, dtype };
      batch.each(f, [from!, output], rows, () => {
        loadSymmetric(f, matrix, from!);
        factorize(f, matrix, fail);
        storeLower(f, matrix, output);
      });
    },
  };
};

/** A matrix: the local with the address of its upper triangle in float64, and its rows and the dtype outside. */
interface Matrix {
  readonly upper: number;
  readonly n: number;
  readonly dtype: DType;
}

/** Loads the diagonal, and the halves of the elements beside it, added. */
function loadSymmetric(f: Func, { upper, n, dtype }: Matrix, from: number): void {
  const [diagonal, across, down, to, left] = locals(f);
  const element = BYTES[dtype];
  const half = (local: number): void => {
    loadNumber(f, local, dtype);
    f.f64(0.5).op(f64.mul);
  };
  f.get(from).set(diagonal).get(upper).set(to);
  f.i32(n - 1).set(left);
  repeat(f, n, () => {
    f.get(diagonal).tee(across).set(down);
    f.get(to);
    loadNumber(f, diagonal, dtype);
    f.memory(f64.store);
    repeat(f, { local: left }, () => {
      advance(f, across, element);
      advance(f, down, n * element);
      advance(f, to, FLOAT64);
      f.get(to);
      half(down);
      half(across);
      f.op(f64.add).memory(f64.store);
    });
    advance(f, diagonal, (n + 1) * element);
    // Past what is left out of the next row.
    f.get(to).i32(n).get(left).op(i32.sub).i32(FLOAT64).op(i32.mul).op(i32.add).i32(FLOAT64).op(i32.add).set(to);
    advance(f, left, -1);
  });
}

/** Replaces the upper triangle by its factor; fails at a pivot that is not positive, but not at NaN. */
function factorize(f: Func, { upper, n }: Matrix, fail: () => void): void {
  const [diagonal, row, factors, to, left, from] = locals(f);
  const value = f.local('f64');
  f.get(upper).set(diagonal);
  f.i32(n - 1).set(left);
  repeat(f, n, () => {
    f.get(diagonal).memory(f64.load).tee(value).f64(0).op(f64.le).if(fail);
    f.get(diagonal).get(value).op(f64.sqrt).tee(value).memory(f64.store);
    f.get(diagonal).i32(FLOAT64).op(i32.add).set(to);
    divideRow(f, to, { local: left }, value);
    f.get(diagonal).set(row);
    f.get(diagonal).set(factors);
    const count = f.local('i32');
    f.get(left).set(count);
    repeat(f, { local: left }, () => {
      advance(f, factors, FLOAT64);
      advance(f, row, (n + 1) * FLOAT64);
      f.get(factors).tee(from).memory(f64.load).set(value);
      f.get(row).set(to);
      subtractRow(f, { to, from, count: { local: count } }, value);
      advance(f, count, -1);
    });
    advance(f, diagonal, (n + 1) * FLOAT64);
    advance(f, left, -1);
  });
}

/** Stores the factor transposed, and zeros above its diagonal. */
function storeLower(f: Func, { upper, n, dtype }: Matrix, output: number): void {
  const [column, from, to, count] = locals(f);
  const store = (number: () => void): void => {
    f.get(to);
    number();
    storeNumber(f, dtype);
    advance(f, to, BYTES[dtype]);
  };
  f.get(output).set(to).get(upper).set(column);
  f.i32(1).set(count);
  repeat(f, n, () => {
    f.get(column).set(from);
    repeat(f, { local: count }, () => {
      store(() => f.get(from).memory(f64.load));
      advance(f, from, n * FLOAT64);
    });
    f.i32(n).get(count).op(i32.sub).set(from);
    repeat(f, { local: from }, () => store(() => f.f64(0)));
    advance(f, column, FLOAT64);
    advance(f, count, 1);
  });
}

/** Locals for addresses and numbers of elements. */
function locals(f: Func): readonly [number, number, number, number, number, number] {
  return [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')];
}

const SELECT = 0x1b;

/** The determinants of matrices, their signs, or the logarithms of their absolute values. */
export const determinantCode: LoopEmitter<'determinant'> = (slot, { of }) => {
  const [input] = slot.inputs;
  const { dtype } = slot.wire;
  const n = input!.shape!.at(-1)!;
  const batch = matrixBatch(slot, 0);
  return {
    reads: [input!],
    rows: batch.rows,
    scratch: FLOAT64 * n * n,
    operations: (batch.count * 2 * n ** 3) / 3,
    ...(of === 'logarithm' && { calls: { log: Math.log } }),
    emit: (f, { reads: [a], output, scratch, rows, functions }) => {
      const [matrix, from, to] = [f.local('i32'), f.local('i32'), f.local('i32')];
      const [result, pivot] = [f.local('f64'), f.local('f64')];
      f.address(scratch).set(matrix);
      batch.each(f, [a!, output], rows, () => {
        f.get(a!).set(from).get(matrix).set(to);
        copyNumbers(f, { at: from, dtype }, { at: to, dtype: 'float64' }, n * n);
        emitFactorize(f, { matrix, n, sign: result });
        if (of === 'logarithm') f.f64(0).set(result);
        f.get(matrix).set(from);
        repeat(f, n, () => {
          f.get(from).memory(f64.load).set(pivot);
          f.get(result).get(pivot);
          if (of === 'sign') signOf(f, pivot);
          if (of === 'logarithm') functions.scalar(f.op(f64.abs), 'log', 1);
          f.op(of === 'logarithm' ? f64.add : f64.mul).set(result);
          advance(f, from, (n + 1) * FLOAT64);
        });
        // No zero is negative.
        f.get(output).get(result).f64(0).op(f64.add);
        storeNumber(f, dtype);
      });
    },
  };
};

/** Makes its sign of the number on the stack, which is in a local too. */
function signOf(f: Func, value: number): void {
  f.f64(0).get(value).op(f64.lt).get(value).f64(0).op(f64.lt).op(i32.sub).op(f64.convertI32S);
  f.get(value).get(value).op(f64.ne).op(SELECT);
}

/** A square matrix of float64, and what is noted while it is factorized. */
interface Factorized {
  /** The local with its address, which is not moved. */
  readonly matrix: number;
  readonly n: number;
  /** The local with the sign of its exchanges of rows. */
  readonly sign: number;
  /** The local with the address of a list of as many int32, which are exchanged as the rows are; none if it is left out. */
  readonly list?: number;
  /** Called at a pivot of 0; without it the column stays unchanged. */
  readonly fail?: () => void;
}

/** The locals of the code: the addresses of the row, of its diagonal element and of the row of the pivot in the same column. */
interface Locals {
  readonly row: number;
  readonly diagonal: number;
  readonly chosen: number;
  /** The number of rows below. */
  readonly left: number;
  readonly at: number;
  readonly other: number;
  readonly value: number;
  readonly most: number;
}

/** Replaces a matrix by its factors, with partial pivoting: `factorize` of the interpreter. */
export function emitFactorize(f: Func, { matrix, n, sign, list, fail }: Factorized): void {
  const [row, diagonal, chosen, left, at, other] = Array.from({ length: 6 }, () => f.local('i32')) as [number, number, number, number, number, number]; // prettier-ignore
  const [value, most] = [f.local('f64'), f.local('f64')];
  const locals = { row, diagonal, chosen, left, at, other, value, most };
  f.get(matrix).tee(row).set(diagonal);
  f.f64(1).set(sign);
  f.i32(n - 1).set(left);
  repeat(f, n, () => {
    findPivot(f, locals, n);
    f.get(chosen).get(diagonal).op(i32.ne);
    f.if(() => {
      exchange(f, locals, n);
      if (list !== undefined) exchangeListed(f, locals, list, n);
      f.get(sign).op(f64.neg).set(sign);
    });
    f.get(diagonal).memory(f64.load).tee(most).f64(0).op(f64.ne);
    f.if(() => eliminate(f, locals, n), fail);
    advance(f, row, n * FLOAT64);
    advance(f, diagonal, (n + 1) * FLOAT64);
    advance(f, left, -1);
  });
}

/** Finds the first of the largest elements from the diagonal on down; a NaN counts as the largest. */
function findPivot(f: Func, { diagonal, chosen, left, at, value, most }: Locals, n: number): void {
  f.get(diagonal).tee(chosen).tee(at).memory(f64.load).op(f64.abs).set(most);
  repeat(f, { local: left }, () => {
    advance(f, at, n * FLOAT64);
    f.get(at).memory(f64.load).op(f64.abs).tee(value).get(most).op(f64.le).op(i32.eqz);
    f.get(most).get(most).op(f64.eq).op(i32.and);
    f.if(() => f.get(at).set(chosen).get(value).set(most));
  });
}

/** Puts the row and that of the pivot in each other's place. */
function exchange(f: Func, { row, diagonal, chosen, at, other, value }: Locals, n: number): void {
  f.get(row).tee(at).get(chosen).op(i32.add).get(diagonal).op(i32.sub).set(other);
  repeat(f, n, () => {
    f.get(at).memory(f64.load).set(value);
    f.get(at).get(other).memory(f64.load).memory(f64.store);
    f.get(other).get(value).memory(f64.store);
    advance(f, at, FLOAT64);
    advance(f, other, FLOAT64);
  });
}

/** Does the same with their numbers in a list. */
function exchangeListed(f: Func, { diagonal, chosen, left, at, other }: Locals, list: number, n: number): void {
  const kept = f.local('i32');
  f.get(list).i32(n - 1).get(left).op(i32.sub).i32(4).op(i32.mul).op(i32.add).tee(at);
  f.get(chosen).get(diagonal).op(i32.sub).i32(n * FLOAT64).op(i32.divU).i32(4).op(i32.mul).op(i32.add).set(other);
  f.get(at).memory(i32.load).set(kept);
  f.get(at).get(other).memory(i32.load).memory(i32.store);
  f.get(other).get(kept).memory(i32.store);
} // prettier-ignore

/** Subtracts multiples of the row from all rows below, and puts the factors where zeros came. The pivot is in `most`. */
function eliminate(f: Func, { diagonal, left, at, other, value, most }: Locals, n: number): void {
  const [to, from] = [f.local('i32'), other];
  f.get(diagonal).set(at);
  repeat(f, { local: left }, () => {
    advance(f, at, n * FLOAT64);
    f.get(at).get(at).memory(f64.load).get(most).op(f64.div).tee(value).memory(f64.store);
    f.get(at).i32(FLOAT64).op(i32.add).set(to);
    f.get(diagonal).i32(FLOAT64).op(i32.add).set(from);
    subtractRow(f, { to, from, count: { local: left } }, value);
  });
}
