import { readFileSync } from 'node:fs';
import { tensor, type DType, type Sizes } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import * as graph from '../index.ts';
import { constant, gradient, parameter, read, type Node } from '../index.ts';

interface Value {
  readonly shape: Sizes;
  readonly data: readonly number[];
  readonly dtype?: DType;
}

/** What PyTorch computed in float64; see `tools/reference`. */
interface Reference {
  readonly operation: string;
  readonly options?: {
    readonly axis?: number;
    readonly shape?: Sizes;
    readonly permutation?: readonly number[];
    readonly axes?: readonly number[];
    readonly keep?: boolean;
  };
  readonly inputs: readonly Value[];
  readonly output: Value;
  readonly upstream: Value;
  readonly gradients: readonly (Value | null)[];
}

const file = new URL('../../../../tools/reference/operations.json', import.meta.url);
const references = JSON.parse(readFileSync(file, 'utf8')) as Reference[];

/** The options of a row as our own argument. */
function argumentOf({ options }: Reference): unknown[] {
  if (options === undefined) return [];
  return [options.axis ?? options.shape ?? options.permutation ?? options];
}

function toTensor({ shape, data, dtype }: Value, real: DType) {
  return tensor([...data], { shape, dtype: dtype ?? real });
}

function expectClose(found: Node, expected: Value, bound: number): void {
  const { shape, data, dtype } = read(found);
  expect(shape).toEqual(expected.shape);
  expected.data.forEach((value, i) => {
    const held = dtype === 'float32' ? Math.fround(value) : value; // 10³⁰⁴ is ∞ there
    const off = Math.abs(data[i]! - held);
    if (data[i] !== held && !(off <= bound * Math.max(1, Math.abs(value)))) expect(data[i], `element ${i}`).toBe(held);
  });
}

const titled = references.map((row, number) => ({
  title: `${row.operation} ${JSON.stringify(row.options ?? {})}, row ${number}`,
  row,
}));

describe.each([['float64', 1e-9], ['float32', 1e-5]] as const)('PyTorch has the same values and gradients, in %s', (dtype, bound) => {
  it.each(titled)('$title', ({ row }) => {
    const inputs = row.inputs.map(input => (input.dtype === undefined ? parameter(toTensor(input, dtype)) : constant(toTensor(input, dtype)))) as Node[];
    const apply = graph[row.operation as 'add'] as (...parts: unknown[]) => Node;
    const output = apply(...inputs, ...argumentOf(row));
    expectClose(output, row.output, bound);
    row.gradients.forEach((expected, position) => {
      if (expected !== null) expectClose(gradient(output, inputs[position]!, { upstream: constant(toTensor(row.upstream, dtype)) as Node }), expected, bound);
    });
  });
}); // prettier-ignore

it('the reference covers the operations that pass a gradient', () => {
  const covered = new Set(references.map(row => row.operation));
  expect(covered.size).toBeGreaterThanOrEqual(30);
});
