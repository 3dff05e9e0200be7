import type { Loops } from '@thalweg/graph/engine';
import type { DType } from '@thalweg/tensor';
import { advance } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import * as f64 from '../assembler/opcodes/f64.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import type { LoopEmitter } from '../lowering/loop-code.ts';
import { loadNumber } from '../loops/elements.ts';
import { repeat } from '../loops/repeat.ts';
import { BYTES } from '../memory/address-space.ts';
import { emitFactorize } from './factorizations.ts';
import { copyNumbers, divideRow, FLOAT64, matrixBatch, type Run, subtractRow } from './matrices.ts';

const LOWER = { lower: true, unitDiagonal: true };

const UPPER = { lower: false, unitDiagonal: false };

/** Solutions of systems of linear equations. */
export const solveCode: LoopEmitter<'solve'> = (slot, { transpose }) => {
  const [left, right] = slot.inputs;
  const { dtype } = slot.wire;
  const [n, columns] = slot.shape!.slice(-2) as [number, number];
  const batch = matrixBatch(slot, 2);
  const sizes = { n, columns, dtype };
  return {
    reads: [left!, right!],
    rows: batch.rows,
    mayFail: true,
    scratch: FLOAT64 * n * (n + columns) + 4 * n,
    operations: batch.count * ((2 * n ** 3) / 3 + 2 * n * n * columns),
    emit: (f, { reads: [a, b], output, scratch, rows, fail }) => {
      const at = placesIn(f, scratch, sizes);
      const { matrix, x, list } = at;
      const [from, to] = [f.local('i32'), f.local('i32')];
      const sign = f.local('f64');
      batch.each(f, [a!, b!, output], rows, () => {
        f.get(a!).set(from).get(matrix).set(to);
        copyNumbers(f, { at: from, dtype }, { at: to, dtype: 'float64' }, n * n);
        number(f, list, n);
        emitFactorize(f, { matrix, n, sign, list, fail });
        loadRows(f, at, b!, { ...sizes, isListed: !transpose });
        for (const factor of transpose ? [UPPER, LOWER] : [LOWER, UPPER])
          emitSweep(f, { matrix, dtype: 'float64', x, n, columns }, { ...factor, transpose });
        storeRows(f, at, output, { ...sizes, isListed: transpose });
      });
    },
  };
};

/** Locals with the addresses of the matrix and of the right-hand sides in float64, and of the numbers of the rows. */
interface Places {
  readonly matrix: number;
  readonly x: number;
  readonly list: number;
}

/** The sizes of a system, the dtype of its right-hand sides, and whether their rows are in the order of the list. */
interface Rows {
  readonly n: number;
  readonly columns: number;
  readonly dtype: DType;
  readonly isListed: boolean;
}

function placesIn(f: Func, scratch: number, { n, columns }: Omit<Rows, 'isListed'>): Places {
  const [matrix, x, list] = [f.local('i32'), f.local('i32'), f.local('i32')];
  f.address(scratch).set(matrix);
  f.address(scratch + FLOAT64 * n * n).set(x);
  f.address(scratch + FLOAT64 * n * (n + columns)).set(list);
  return { matrix, x, list };
}

/** Fills the list with 0, 1, … */
function number(f: Func, list: number, n: number): void {
  const [at, next] = [f.local('i32'), f.local('i32')];
  f.get(list).set(at).i32(0).set(next);
  repeat(f, n, () => {
    f.get(at).get(next).memory(i32.store);
    advance(f, at, 4);
    advance(f, next, 1);
  });
}

/** Loads right-hand sides row by row. */
function loadRows(f: Func, { x, list }: Places, b: number, rows: Rows): void {
  const { dtype, columns } = rows;
  eachRow(f, { list, inOrder: x, outside: b }, rows, (row, other) =>
    copyNumbers(f, { at: other, dtype }, { at: row, dtype: 'float64' }, columns),
  );
}

/** Stores solutions row by row. */
function storeRows(f: Func, { x, list }: Places, output: number, rows: Rows): void {
  const { dtype, columns } = rows;
  eachRow(f, { list, inOrder: x, outside: output }, rows, (row, other) =>
    copyNumbers(f, { at: row, dtype: 'float64' }, { at: other, dtype }, columns),
  );
}

/** Calls with the addresses of each row and of the row outside that its number in the list says, or of the same row. */
function eachRow(
  f: Func,
  { list, inOrder, outside }: { readonly list: number; readonly inOrder: number; readonly outside: number },
  { n, columns, dtype, isListed }: Rows,
  one: (row: number, other: number) => void,
): void {
  const [row, other, at] = [f.local('i32'), f.local('i32'), f.local('i32')];
  f.get(inOrder).set(row).get(outside).set(other).get(list).set(at);
  repeat(f, n, () => {
    if (isListed) {
      f.get(outside)
        .get(at)
        .memory(i32.load)
        .i32(columns * BYTES[dtype])
        .op(i32.mul)
        .op(i32.add)
        .set(other);
      advance(f, at, 4);
    }
    // Both move to the next row.
    one(row, other);
  });
}

/** Solutions of triangular systems. */
export const triangularSolveCode: LoopEmitter<'triangularSolve'> = (slot, triangle) => {
  const [left, right] = slot.inputs;
  const { dtype } = slot.wire;
  const [n, columns] = slot.shape!.slice(-2) as [number, number];
  const batch = matrixBatch(slot, 2);
  return {
    reads: [left!, right!],
    rows: batch.rows,
    mayFail: true,
    scratch: FLOAT64 * n * columns,
    operations: batch.count * n * n * columns,
    emit: (f, { reads: [a, b], output, scratch, rows, fail }) => {
      const [x, from, to] = [f.local('i32'), f.local('i32'), f.local('i32')];
      f.address(scratch).set(x);
      batch.each(f, [a!, b!, output], rows, () => {
        f.get(a!).set(from);
        if (!triangle.unitDiagonal) checkDiagonal(f, { at: from, dtype }, n, fail);
        f.get(b!).set(from).get(x).set(to);
        copyNumbers(f, { at: from, dtype }, { at: to, dtype: 'float64' }, n * columns);
        emitSweep(f, { matrix: a!, dtype, x, n, columns }, triangle);
        f.get(x).set(from).get(output).set(to);
        copyNumbers(f, { at: from, dtype: 'float64' }, { at: to, dtype }, n * columns);
      });
    },
  };
};

/** Fails at a 0 on the diagonal of the matrix at an address, which moves. */
function checkDiagonal(f: Func, { at, dtype }: Run, n: number, fail: () => void): void {
  repeat(f, n, () => {
    loadNumber(f, at, dtype);
    f.f64(0).op(f64.eq).if(fail);
    advance(f, at, (n + 1) * BYTES[dtype]);
  });
}

/** A triangular system: locals with the addresses of the matrix and of its right-hand sides in float64, which are not moved. */
interface System {
  readonly matrix: number;
  readonly dtype: DType;
  readonly x: number;
  readonly n: number;
  readonly columns: number;
}

/** Solves a triangular system in place: `sweep` of the interpreter. */
function emitSweep(
  f: Func,
  { matrix, dtype, x, n, columns }: System,
  { lower, transpose, unitDiagonal }: Loops['triangularSolve'],
): void {
  const [row, at, current, solved, to, from, done] = Array.from({ length: 7 }, () => f.local('i32')) as [number, number, number, number, number, number, number]; // prettier-ignore
  const factor = f.local('f64');
  const element = BYTES[dtype];
  const [down, across] = transpose ? [element, n * element] : [n * element, element];
  const isForward = lower !== transpose;
  const sign = isForward ? 1 : -1;
  const first = isForward ? 0 : n - 1;
  const line = columns * FLOAT64;
  const begin = (local: number, from: number, bytes: number): void => {
    f.get(from).set(local);
    advance(f, local, bytes);
  };
  begin(row, matrix, first * (down + across));
  begin(current, x, first * line);
  f.i32(0).set(done);
  repeat(f, n, () => {
    f.get(row).set(at);
    begin(solved, x, first * line);
    repeat(f, { local: done }, () => {
      loadNumber(f, at, dtype);
      f.set(factor).get(current).set(to).get(solved).set(from);
      subtractRow(f, { to, from, count: columns }, factor);
      advance(f, at, sign * across);
      advance(f, solved, sign * line);
    });
    // What comes after the elements that were multiplied is the diagonal.
    if (!unitDiagonal) {
      loadNumber(f, at, dtype);
      f.set(factor).get(current).set(to);
      divideRow(f, to, columns, factor);
    }
    advance(f, row, sign * down);
    advance(f, current, sign * line);
    f.get(done).i32(1).op(i32.add).set(done);
  });
}
