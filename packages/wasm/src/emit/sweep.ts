import type { Loops } from '@thalweg/graph/engine';
import type { DType } from '@thalweg/tensor';
import { advance } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import { BYTES, loadNumber } from './elements.ts';
import { repeat } from './loops.ts';
import { divideRow, subtractRow } from './subtract-row.ts';

const FLOAT64 = 8;

/** A triangular system: locals with the addresses of the matrix and of its right-hand sides in float64, which are not moved. */
interface System {
  readonly matrix: number;
  readonly dtype: DType;
  readonly x: number;
  readonly n: number;
  readonly columns: number;
}

/** Solves a triangular system in place: `sweep` of the interpreter. */
export function emitSweep(
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
