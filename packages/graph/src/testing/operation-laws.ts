import { tensor, type DType, type Sizes, type Tensor } from '@thalweg/tensor';
import { expect } from 'vitest';
import {
  add,
  cast,
  constant,
  gradient,
  gradientCheck,
  mul,
  openFrame,
  parameter,
  parametersOf,
  read,
  sum,
  type Node,
} from '../index.ts';
import type { OperationRow } from './operation-row.ts';
import { drawn, tensorOf, type Plain } from './plain.ts';
import { outputsOf, pass } from './stepping.ts';

type Inputs = readonly Plain[];

/** An operation applied to inputs: what is real can be varied, what is not is constant. */
export function applied({ apply }: OperationRow, inputs: Inputs, real: DType): Node {
  const nodes = inputs.map(input => {
    const value = tensorOf(input, real);
    return (input.dtype === 'real' ? parameter(value) : constant(value)) as Node;
  });
  return apply(...nodes);
}

/** The values of nodes by a frame that fuses. */
export function fused(...outputs: Node[]): readonly Tensor[] {
  const frame = openFrame({ outputs });
  try {
    return outputsOf(pass(frame));
  } finally {
    frame.close();
  }
}

/** A scalar that weighs every element of a node differently. */
function weighed(node: Node, seed: number): Node {
  const { data, shape } = drawn(node.shape as Sizes, 1000 + seed, 0.5, 1.5);
  return sum(mul(node, constant(tensor([...data], { shape, dtype: 'float64' }))));
}

/** Holds elements against others. NaN equals NaN here. */
function expectClose(found: Tensor, shape: Sizes, elements: ArrayLike<number>, bound: (x: number) => number): void {
  expect(found.shape).toEqual(shape);
  const off = Array.from(found.data).findIndex((value, i) => {
    const other = elements[i]!;
    return !Object.is(value, other) && value !== other && !(Math.abs(value - other) <= bound(Math.abs(other)));
  });
  if (off >= 0) expect(found.data[off], `element ${off}`).toBe(elements[off]);
}

/** What an operation computes is what its formula says. */
export function computesItsFormula(row: OperationRow, inputs: Inputs): void {
  const { shape, data } = row.naive(...inputs);
  expectClose(read(applied(row, inputs, 'float64')), shape, data, x => 1e-14 * Math.max(1, x));
}

/** Float32 gives the same within its precision. */
export function agreesInFloat32(row: OperationRow, inputs: Inputs): void {
  const { shape, data } = read(applied(row, inputs, 'float64'));
  expectClose(read(applied(row, inputs, 'float32')), shape as Sizes, data, x => 1e-6 * x);
}

/** A frame that fuses gives the same bits as one that does not. */
export function fusesExactly(row: OperationRow, inputs: Inputs): void {
  for (const dtype of ['float32', 'float64'] as const) {
    const node = applied(row, inputs, dtype);
    expect(fused(node)[0]!.toJSON()).toEqual(read(node).toJSON());
  }
}

/** Its analytic gradient is the numerical one. */
export function hasRightGradient(row: OperationRow, inputs: Inputs): void {
  const report = gradientCheck(weighed(applied(row, inputs, 'float64'), 0), undefined, { maxElements: 20 });
  expect(report.passed, String(report)).toBe(true);
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
