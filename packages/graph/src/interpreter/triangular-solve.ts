import type { LoopKernel } from '../wire/kernel.ts';
import type { Triangle } from '../wire/loops.ts';
import { refuseMatrix } from './refuse-matrix.ts';
import { sweep } from './sweep.ts';
import { systemsOf } from './systems.ts';

const requirement = 'matrices must have no zeros on their diagonals';

/** Solves triangular systems for the columns of matrices, in float64. */
export function triangularSolving(triangle: Triangle): LoopKernel {
  return {
    kind: 'loop',
    loop: 'triangularSolve',
    parameters: triangle,
    bind: (output, inputs) => {
      const { n, columns, lefts, rights, named } = systemsOf(output, inputs);
      const x = new Float64Array(n * columns);
      const [left, right] = inputs;
      const check = (start: number, matrix: number): void => {
        for (let row = 0; row < n; row++)
          if (left!.data[start + row * (n + 1)] === 0)
            refuseMatrix('triangularSolve', { requirement, batch: named, matrix, row, pivot: 0 });
      };
      return () => {
        if (!triangle.unitDiagonal) lefts.forEach(check);
        const out = output.write();
        lefts.forEach((start, matrix) => {
          const [from, to] = [rights[matrix]!, matrix * x.length];
          for (let i = 0; i < x.length; i++) x[i] = right!.data[from + i]!;
          sweep({ data: left!.data, start, n }, triangle, x, columns);
          for (let i = 0; i < x.length; i++) out[to + i] = x[i]!;
        });
      };
    },
  };
}
