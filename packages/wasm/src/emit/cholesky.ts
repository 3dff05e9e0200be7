import type { DType } from '@thalweg/tensor';
import { advance } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import * as f64 from '../assembler/opcodes/f64.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import type { LoopEmitter } from '../ir/loop-code.ts';
import { loadNumber, storeNumber } from '../loops/elements.ts';
import { repeat } from '../loops/repeat.ts';
import { BYTES } from '../memory/address-space.ts';
import { divideRow, FLOAT64, matrixBatch, subtractRow } from './matrices.ts';

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
