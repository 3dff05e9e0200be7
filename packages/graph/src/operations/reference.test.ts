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

/** The numbers of PyTorch in float64; see `tools/laws/reference`. */
interface Reference {
  readonly operation: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly inputs: readonly Value[];
  readonly output: Value;
  readonly upstream: Value;
  readonly gradients: readonly (Value | null)[];
}

/** JSON has no infinity: an option that is infinite is written as a word. */
function rowsOf(name: string): Reference[] {
  const file = new URL(`../../../../tools/laws/reference/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'), (_, value: unknown) =>
    value === 'Infinity' ? Infinity : value,
  ) as Reference[];
}

const references = [
  ...rowsOf('operations'),
  ...rowsOf('activations'),
  ...rowsOf('elementwise'),
  ...rowsOf('movement'),
  ...rowsOf('order'),
  ...rowsOf('pools'),
];

/** The options of a row as our own argument: some operations take a single one as it is. */
function argumentOf({ operation, options }: Reference): unknown[] {
  if (options === undefined) return [];
  const bare = { softmax: 'axis', logSoftmax: 'axis', reshape: 'shape', transpose: 'permutation' }[operation];
  return [bare === undefined ? options : options[bare]];
}

/** A row's operation, called as it is called here. */
function applied(row: Reference, inputs: readonly Node[]): Node {
  const { operation, options } = row;
  if (operation === 'concat' || operation === 'stack') return graph[operation](inputs, options);
  const { size, factor = size, k, q, part, ...others } = options ?? {};
  if (operation === 'topK') return graph.topK(inputs[0]!, k as number, others).values;
  if (operation === 'einsum') return graph.einsum(options!['subscripts'] as string, ...inputs) as Node;
  if (part !== undefined)
    return (graph[operation as 'splitAlong'](inputs[0]!, others) as readonly Node[])[part as number]!;
  if (operation === 'cummax' || operation === 'cummin') return graph[operation](inputs[0]!, others).values;
  if (q !== undefined) return graph.quantile(inputs[0]!, q as number, others) as Node;
  if (factor !== undefined) return graph[operation as 'maxPool'](inputs[0]!, factor as number, others);
  const apply = graph[operation as 'add'] as (...parts: unknown[]) => Node;
  return apply(...inputs, ...argumentOf(row));
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
    const output = applied(row, inputs);
    expectClose(output, row.output, bound);
    row.gradients.forEach((expected, position) => {
      if (expected !== null) expectClose(gradient(output, inputs[position]!, { upstream: constant(toTensor(row.upstream, dtype)) as Node }), expected, bound);
    });
  });
}); // prettier-ignore

it('the reference covers the operations that pass a gradient', () => {
  const covered = new Set(references.map(row => row.operation));
  expect(covered.size).toBeGreaterThanOrEqual(67);
});
