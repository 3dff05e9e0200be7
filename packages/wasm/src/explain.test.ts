import { add, gradient, input, matmul, mul, operation, parameter, reshape, sum, tanh, type Node } from '@thalweg/graph';
import { expect, it } from 'vitest';
import { explain } from './explain.ts';

it('tells the parts of a pass with what they read, write and cost', () => {
  const x = input('x', ['batch', 3]);
  const w = parameter([[1, 2], [3, 4], [5, 6]], { name: 'w' }); // prettier-ignore
  const loss = sum(tanh(matmul(x, w))) as Node<readonly []>;
  const plan = explain([loss as Node, gradient(loss, w) as Node], { x: [[1, 2, 3], [4, 5, 6]] }); // prettier-ignore
  expect(plan.units.map(({ what }) => what.split(' ')[0])).toEqual(['product', 'sum', 'mul', 'product']);
  expect(plan.units[0]).toMatchObject({
    by: 'vectors',
    reads: ['x [2, 3]', 'w [3, 2]'],
    writes: ['matmul [2, 2]'],
    operations: 2 * 2 * 3 * 2,
    bytes: 4 * (6 + 6 + 4),
  });
  expect(String(plan).split('\n')).toHaveLength(5);
  expect(String(plan)).toMatch(
    /^vectors: product 2×3×2; .*\n[^]*buffers of \d+ bytes, loops: exponentials, products, reductions$/,
  );
});

it('says what the interpreter computes in between', () => {
  const x = input('x', [4]);
  const own = operation({
    name: 'own',
    shape: ([of]) => of!,
    kernel: (output, [of]) => output.data.set(of!.data),
  })(mul(x, x) as Node);
  expect(explain([add(own, 1) as Node], { x: [1, 2, 3, 4] }).units.map(({ by }) => by)).toEqual([
    'vectors',
    'interpreter',
    'vectors',
  ]);
});

it('needs less room than all values together, for buffers are taken in turn', () => {
  let y = input('x', ['n', 64]) as Node;
  for (let i = 0; i < 10; i++) y = matmul(y as never, parameter(Array.from({ length: 64 }, () => Array.from({ length: 64 }, () => 0)) as never) as never) as Node; // prettier-ignore
  const values = 10 * 64 * 64 * 4;
  const { bytes } = explain([sum(y) as Node], { x: Array.from({ length: 64 }, () => Array.from({ length: 64 }, () => 0)) }); // prettier-ignore
  const parameters = 10 * 64 * 64 * 4;
  // Packed ahead too, in columns that are three elements longer.
  const panels = 10 * 64 * 67 * 4;
  expect(bytes).toBeLessThan(parameters + panels + values / 2);
});

it('says which batches are bound by memory', () => {
  const layer = (rows: number, size: number): (string | undefined)[] => {
    const x = input('x', ['batch', size]);
    const w = parameter(new Float32Array(size * 64).map((_, i) => i % 7)) as Node;
    const y = matmul(x, reshape(w, [size, 64]) as never) as Node;
    const plan = explain([add(y, 1) as Node], {
      x: Array.from({ length: rows }, () => new Array<number>(size).fill(1)),
    });
    expect(String(plan).includes(', bound by memory\n')).toBe(plan.units[0]!.boundBy === 'memory');
    return plan.units.map(unit => unit.boundBy);
  };
  expect(layer(1, 512)).toEqual(['memory', undefined]);
  expect(layer(8, 512)).toEqual(['arithmetic', undefined]);
  expect(layer(128, 512)).toEqual(['arithmetic', undefined]);
  // All of it is in the first cache.
  expect(layer(1, 64)).toEqual(['arithmetic', undefined]);
});

it('says what is missing', () => {
  expect(() => explain([mul(input('x', []), 2) as Node])).toThrow('x');
});

it('refuses an input without a value, which is itself asked for', () => {
  const x = input('x', ['batch', 3]);
  for (const nodes of [[x], [x, parameter(1)]])
    expect(() => explain(nodes as Node[])).toThrow("every input it depends on must have a value, got none for 'x'");
});
