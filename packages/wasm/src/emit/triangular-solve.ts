import { advance } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import * as f64 from '../assembler/opcodes/f64.ts';
import type { LoopEmitter } from '../ir/loop-code.ts';
import { copyNumbers, type Run } from './copy-numbers.ts';
import { BYTES, loadNumber } from './elements.ts';
import { repeat } from './loops.ts';
import { matrixBatch } from './matrix-batch.ts';
import { emitSweep } from './sweep.ts';

const FLOAT64 = 8;

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
