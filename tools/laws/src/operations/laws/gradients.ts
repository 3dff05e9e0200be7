import { add, cast, gradient, gradientCheck, parametersOf, read, sum, type Node } from '@thalweg/graph';
import { expect } from 'vitest';
import type { Inputs, OperationRow } from './operation-row.ts';
import { applied, weighed } from './applied.ts';

/** Its analytic gradient is the one that central differences have, and so is that of float32 in a float64 copy. */
export function hasRightGradient(row: OperationRow, inputs: Inputs): void {
  const report = gradientCheck(weighed(applied(row, inputs, 'float64'), 0), undefined, { maxElements: 20 });
  expect(report.passed, String(report)).toBe(true);
  const single = weighed(cast(applied(row, inputs, 'float32'), 'float64'), 0);
  const copied = gradientCheck(single, undefined, { maxElements: 5, tolerance: 1e-7 });
  expect(copied.passed, String(copied)).toBe(true);
}

/** So is the gradient of its gradient. */
export function hasRightSecondGradient(row: OperationRow, inputs: Inputs): void {
  const loss = weighed(applied(row, inputs, 'float64'), 0);
  const slopes = parametersOf(loss).map((source, seed) => weighed(gradient(loss, source as Node), seed + 1));
  const total = slopes.reduce((a, b) => add(a, b));
  if (parametersOf(total).length === 0) return; // It is linear: its gradient depends on nothing.
  const report = gradientCheck(total, undefined, { maxElements: 20 });
  expect(report.passed, String(report)).toBe(true);
}

/** Its gradient is zero in the shape of each input. */
export function hasZeroGradient(row: OperationRow, inputs: Inputs): void {
  const loss = weighed(applied(row, inputs, 'float64'), 0);
  for (const source of parametersOf(loss)) {
    const slope = read(gradient(loss, source as Node));
    expect(slope.shape).toEqual(source.shape);
    expect(slope.data.every(value => value === 0)).toBe(true);
  }
}

/** A gradient through it is an error that says so. */
export function refusesGradient(row: OperationRow, inputs: Inputs): void {
  const node = applied(row, inputs, 'float64');
  const [input] = node.inputs;
  const loss = sum(cast(node, 'float64'));
  expect(() => gradient(loss, input!)).toThrow('an operation on the path must have a gradient, got none back to');
  if (node.dtype !== 'float64') expect(() => gradient(node, input!)).toThrow('the root must be float32 or float64');
}
