import { describe, it } from 'vitest';
import { fusesExactly, leavesItsInputsAlone, repeatsItsBits } from './laws/bits.ts';
import { arityOf, broadcasts, takesAnySize } from './laws/elementwise.ts';
import { hasRightGradient, hasRightSecondGradient, hasZeroGradient, refusesGradient } from './laws/gradients.ts';
import { keepsToNotFinite } from './laws/not-finite.ts';
import { agreesInFloat32, computesItsFormula, keepsItsShapeRule, refusesMisfits } from './laws/values.ts';
import type { Inputs, OperationRow } from './laws/operation-row.ts';

/**
 * Holds an operation against the laws of operations: one suite of tests for a row.
 *
 * @example
 * operationLaws({
 *   name: 'cube',
 *   apply: x => cube(x!),
 *   naive: map(x => x! ** 3),
 *   cases: [[drawn([2, 3], 1)]],
 *   gradient: 'passes',
 *   elementwise: true,
 * });
 */
export function operationLaws(row: OperationRow): void {
  const { name, variant, cases, gradient, elementwise = false, misfits } = row;
  describe(variant === undefined ? name : `${name} ${variant}`, () => {
    const check = (behaviour: string, law: (row: OperationRow, inputs: Inputs) => void): void =>
      it(behaviour, () => {
        for (const inputs of cases) law(row, inputs);
      });

    check('has the shape and dtype that its rule says', keepsItsShapeRule);
    if (misfits !== undefined) it('refuses shapes that do not fit', () => refusesMisfits(row, misfits));
    check('computes what its formula says', computesItsFormula);
    check('computes the same in float32, within its precision', agreesInFloat32);
    if (elementwise && arityOf(row) > 1) it('broadcasts its operands, and refuses others', () => broadcasts(row));
    if (elementwise) it('takes any size, 0 and 1 among them', () => takesAnySize(row));
    it('makes of NaN and ±∞ what it should', () => keepsToNotFinite(row));
    if (gradient === 'passes') {
      check('has the gradient that differences have', hasRightGradient);
      check('has a gradient whose gradient is right', hasRightSecondGradient);
    } else if (gradient === 'zero') check('has a gradient of zero', hasZeroGradient);
    else check('refuses a gradient and says so', refusesGradient);
    check('gives the same bits in a frame that fuses', fusesExactly);
    check('gives the same bits again', repeatsItsBits);
    check('leaves its inputs alone', leavesItsInputsAlone);
  });
}
