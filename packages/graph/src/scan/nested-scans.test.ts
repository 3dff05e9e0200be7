import { tensor } from '@thalweg/tensor';
import { expect, it } from 'vitest';
import { checkpointed, gradient, mul, parameter, read, scan, sum, type Node } from '../index.ts';

const float64 = (values: readonly number[], shape: readonly number[]): Node =>
  parameter(tensor(Float64Array.from(values), { shape })) as Node;

/** Multiplies a carry by one number after another. */
const product = (h: Node, x: Node) => {
  const next = mul(h, x) as Node;
  return { carry: next, output: next };
};

it.each([
  ['kept', <C>(cell: C): C => cell],
  ['computed again', <C extends (...args: never) => unknown>(cell: C): C => checkpointed(cell)],
])('a scan in a scan passes gradients through both, with values %s', (_, kept) => {
  const x = float64([2, 3, 5, 7, 11, 13], [3, 2]);
  const init = float64([0.5], []);
  const row = (h: Node, xs: Node) => scan(kept(product), xs, { init: h, axis: 0 }) as { carry: Node; output: Node };
  const { carry, output } = scan(kept(row), x, { init, axis: 0 }) as { carry: Node; output: Node };
  expect(read(output).toArray()).toEqual([[1, 3], [15, 105], [1155, 15015]]); // prettier-ignore
  // The derivative of a product by a factor is the product of the others.
  const slope = gradient(carry, x) as Node;
  expect(read(slope).toArray()).toEqual([[7507.5, 5005], [3003, 2145], [1365, 1155]]); // prettier-ignore
  expect(read(gradient(carry, init)).item()).toBe(30030);
  // Of the sum of these derivatives by init: the same, for a product that begins with 1.
  expect(read(gradient(sum(slope), init)).item()).toBeCloseTo(2 * (7507.5 + 5005 + 3003 + 2145 + 1365 + 1155), 8);
  // By the last factor: those of all other factors over it.
  expect((read(gradient(sum(slope), x)).toArray() as number[][])[2]![1]).toBeCloseTo((7507.5 + 5005 + 3003 + 2145 + 1365) / 13, 8); // prettier-ignore
});
