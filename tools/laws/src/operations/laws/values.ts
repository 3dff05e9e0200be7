import { read } from '@thalweg/graph';
import { ShapeError, type Sizes, type Tensor } from '@thalweg/tensor';
import { expect } from 'vitest';
import type { Inputs, OperationRow } from './operation-row.ts';
import { applied, floats } from './applied.ts';

/** Holds elements against others. NaN equals NaN here. */
function expectClose(found: Tensor, shape: Sizes, elements: ArrayLike<number>, bound: (x: number) => number): void {
  expect(found.shape).toEqual(shape);
  const off = Array.from(found.data).findIndex((value, i) => {
    const other = elements[i]!;
    return !Object.is(value, other) && value !== other && !(Math.abs(value - other) <= bound(Math.abs(other)));
  });
  if (off >= 0) expect(found.data[off], `element ${off}`).toBe(elements[off]);
}

/** The shape and dtype that it has before it is computed are those that its formula gives, and that its value has. */
export function keepsItsShapeRule(row: OperationRow, inputs: Inputs): void {
  const { shape, dtype } = row.naive(...inputs);
  for (const real of floats) {
    const node = applied(row, inputs, real);
    const wanted = { shape, dtype: dtype === 'real' ? real : dtype };
    const value = read(node);
    expect({ shape: node.shape, dtype: node.dtype }).toEqual(wanted);
    expect({ shape: value.shape, dtype: value.dtype }).toEqual(wanted);
  }
}

/** Shapes that do not fit are an error when the node is built. */
export function refusesMisfits(row: OperationRow, misfits: readonly Inputs[]): void {
  for (const inputs of misfits) expect(() => applied(row, inputs, 'float64')).toThrow(ShapeError);
}

/** What it computes is what its formula says. */
export function computesItsFormula(row: OperationRow, inputs: Inputs): void {
  const { shape, data } = row.naive(...inputs);
  expectClose(read(applied(row, inputs, 'float64')), shape, data, x => 1e-14 * Math.max(1, x));
}

/** Float32 gives the same within its precision. */
export function agreesInFloat32(row: OperationRow, inputs: Inputs): void {
  const { shape, data } = read(applied(row, inputs, 'float64'));
  expectClose(read(applied(row, inputs, 'float32')), shape as Sizes, data, x => 1e-6 * x);
}
