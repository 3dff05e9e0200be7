import { gradient, parametersOf, read, sum, type Node } from '@thalweg/graph';
import type { Sizes } from '@thalweg/tensor';
import { expect } from 'vitest';
import type { Inputs, OperationRow } from './operation-row.ts';
import { indicesOf, joined, replaced, type Plain } from './plain.ts';
import { applied, floats } from './applied.ts';
import { hasRightGradient } from './gradients.ts';
import { computesItsFormula, refusesMisfits } from './values.ts';

/** Shapes that broadcast, by the number of operands. */
const broadcasting: Readonly<Record<number, readonly (readonly Sizes[])[]>> = {
  2: [[[2, 3], [3]], [[3], [2, 3]], [[3, 1], [4]], [[], [2, 2]], [[2, 2], []], [[2, 1, 2], [3, 1]], [[0], [1]], [[0, 3], [3]], [[2, 0, 3], [1]]],
  3: [[[2, 3], [3], []], [[3], [2, 1], [2, 3]], [[], [2, 2], [2]], [[2, 1, 2], [3, 1], [1, 2]], [[1], [0], []], [[3], [0, 3], [1]]],
}; // prettier-ignore

const sizes: readonly Sizes[] = [[], [0], [1], [1, 1, 1], [2, 0, 3]];

/** The operands of an elementwise row in other shapes; the elements are those of its cases. */
function operands({ cases }: OperationRow, shapes: readonly Sizes[]): Inputs {
  return shapes.map((shape, operand): Plain => {
    const pool = cases.flatMap(inputs => [...inputs[operand]!.data]);
    const data = indicesOf(shape).map((_, n) => pool[n % pool.length]!);
    return { shape, data, dtype: cases[0]![operand]!.dtype };
  });
}

/** All of them in one shape. */
function alike(row: OperationRow, shape: Sizes): Inputs {
  const shapes = Array.from({ length: arityOf(row) }, () => shape);
  return operands(row, shapes);
}

/** How many operands it has. */
export function arityOf({ cases }: OperationRow): number {
  return cases[0]!.length;
}

/** Operands of different shapes are repeated to one, and their gradients summed back; other shapes are refused. */
export function broadcasts(row: OperationRow): void {
  const all = broadcasting[arityOf(row)] ?? [];
  expect(all, `shapes for ${arityOf(row)} operands`).not.toEqual([]);
  for (const shapes of all) {
    const inputs = operands(row, shapes);
    expect(applied(row, inputs, 'float64').shape).toEqual(joined(...shapes));
    computesItsFormula(row, inputs);
    if (row.gradient === 'passes') hasRightGradient(row, inputs);
  }
  refusesMisfits(row, [operands(row, [[2], [3], [2]].slice(0, arityOf(row)))]);
}

/** It takes any number of elements, none and one among them; its gradient has as many. */
export function takesAnySize(row: OperationRow): void {
  for (const shape of sizes) {
    const inputs = alike(row, shape);
    computesItsFormula(row, inputs);
    if (row.gradient !== 'passes') continue;
    const total = sum(applied(row, inputs, 'float64'));
    for (const source of parametersOf(total)) expect(read(gradient(total, source as Node)).shape).toEqual(shape);
  }
}

/** A NaN in any of its operands gives a NaN. */
export function passesNaNOn(row: OperationRow): void {
  const inputs = alike(row, [3]);
  inputs.forEach((operand, i) => {
    if (operand.dtype !== 'real') return;
    const spoilt = replaced(inputs, i, { ...operand, data: replaced(operand.data, 1, NaN) });
    for (const real of floats) {
      const found = [...read(applied(row, spoilt, real)).data].map(Number.isNaN);
      expect(found, `NaN in operand ${i}`).toEqual([false, true, false]);
    }
  });
}
