import { describe, it } from 'vitest';
import { comesToTheSameBits, resumesAsIfUnbroken, sharesNothing } from './laws/bits.ts';
import {
  comesToTheBottomOfTheMatrixSurface,
  comesToTheEndOfTheValley,
  convergesOnARavine,
  takesTheSameWay,
} from './laws/convergence.ts';
import {
  agreesInFloat32,
  namesItsMemory,
  remembersEverySize,
  staysFiniteWithoutGradient,
  worksWithoutElements,
} from './laws/memory.ts';
import { hasReferenceOrReason, refusesInWords } from './laws/refusals.ts';
import type { OptimizerRow, Trajectory } from './laws/optimizer-row.ts';

/**
 * Holds an optimizer, or a part of one, against the laws of optimizers: one suite of tests for a row. With `quick`, it leaves out the
 * laws that take thousands of steps; `inFloat32` says which of its reference's ways it takes in float32 too, all by default.
 *
 * @example
 * optimizerLaws({
 *   name: 'signDescent',
 *   ravine: () => signDescent({ learningRate: cosineDecay(0.1, { steps: 900 }) }),
 *   valley: () => signDescent({ learningRate: 1e-3 }),
 *   noReference: 'nobody else has it',
 *   refuses: [[() => signDescent({ learningRate: -1 }), 'learningRate: must be finite and at least 0, got -1']],
 * });
 */
export function optimizerLaws(
  row: OptimizerRow,
  {
    quick = false,
    inFloat32 = () => true,
  }: { readonly quick?: boolean; readonly inFloat32?: (trajectory: Trajectory) => boolean } = {},
): void {
  const { name, variant, matrix, trajectories, noReference, refuses } = row;
  describe(variant === undefined ? name : `${name} ${variant}`, () => {
    it('converges on a ravine', () => convergesOnARavine(row));
    if (!quick) it('comes to the end of Rosenbrock’s valley', () => comesToTheEndOfTheValley(row));
    if (matrix !== undefined)
      it('comes to the bottom of the matrix surface', () => comesToTheBottomOfTheMatrixSurface(matrix));
    it('has reference runs, or says why not', () => hasReferenceOrReason(trajectories, noReference));
    for (const trajectory of trajectories ?? [])
      it.each(inFloat32(trajectory) ? (['float64', 'float32'] as const) : (['float64'] as const))(
        `takes the reference’s way in %s: ${trajectory.how}`,
        precision => takesTheSameWay(trajectory, precision),
      );
    if (!quick) it('comes to the same bits when it is watched, read and paused', () => comesToTheSameBits(row));
    if (!quick) it('resumes from a file as if it had never stopped', () => resumesAsIfUnbroken(row));
    it('has a memory of its own wherever it is used', () => sharesNothing(row));
    it('names its memory after the parameters, in their dtype', () => namesItsMemory(row));
    it('takes the same way in float32, within its precision', () => agreesInFloat32(row));
    it('keeps a parameter without a gradient a number', () => staysFiniteWithoutGradient(row));
    it('works for an empty and for a scalar parameter', () => worksWithoutElements(row));
    it('remembers in the shape of an empty and of a scalar parameter', () => remembersEverySize(row));
    it('refuses bad hyperparameters in words', () => refusesInWords(refuses));
  });
}
