import { expect, it } from 'vitest';
import {
  add,
  concat,
  constant,
  gradient,
  mul,
  parameter,
  read,
  slice,
  square,
  stack,
  sum,
  type Node,
} from '../index.ts';

const x = parameter([[1, 2, 3, 4, 5], [6, 7, 8, 9, 10]]) as Node; // prettier-ignore
const part = (from: number, to: number): Node => slice(x, { axis: 1, from, to });
const weighted = (parts: readonly Node[]): Node<readonly []> =>
  parts.map((one, n) => sum(mul(n + 1, square(one)))).reduce((a, b) => add(a, b)) as Node<readonly []>;

/** The names of all that a gradient is computed by. */
function namesIn(root: Node): Set<string> {
  const found = new Set([root]);
  for (const node of found) for (const input of node.inputs) found.add(input);
  return new Set([...found].map(({ name }) => name));
}

it('the gradient of slices that fill an axis lays their gradients end to end', () => {
  const slope = gradient(weighted([part(3, 5), part(0, 2), part(2, 3)]), x);
  expect(read(slope).toArray()).toEqual([[4, 8, 18, 8, 10], [24, 28, 48, 18, 20]]); // prettier-ignore
  expect(namesIn(slope)).toContain('concat');
  expect(namesIn(slope)).not.toContain('pad');
  const curve = gradient(sum(mul(slope, constant([1, 2, 3, 4, 5]))) as Node<readonly []>, x);
  expect(read(curve).toArray()).toEqual([[4, 8, 18, 8, 10], [4, 8, 18, 8, 10]]); // prettier-ignore
});

it.each([
  ['overlap', [part(0, 3), part(2, 5)], [[2, 4, 18, 16, 20], [12, 14, 48, 36, 40]]],
  ['leave a gap', [part(0, 2), part(3, 5)], [[2, 4, 0, 16, 20], [12, 14, 0, 36, 40]]],
  ['come twice', [part(0, 5), part(0, 5)], [[6, 12, 18, 24, 30], [36, 42, 48, 54, 60]]],
  ['go backwards', [slice(x, { axis: 1, step: -1 }), part(0, 5)], [[6, 12, 18, 24, 30], [36, 42, 48, 54, 60]]],
  ['run along two axes', [part(0, 2), part(2, 5), slice(x, { axis: 0, from: 0, to: 1 })], [[8, 16, 30, 40, 50], [12, 14, 32, 36, 40]]],
] as const)('the gradient of slices that %s adds them up', (_, parts, wanted) => {
  expect(read(gradient(weighted(parts as readonly Node[]), x)).toArray()).toEqual(wanted);
}); // prettier-ignore

it('slices that fill an axis beside another use add up', () => {
  const loss = sum(mul(stack([part(0, 2), part(2, 4)]), 2));
  const all = add(add(loss, sum(part(4, 5))), sum(x)) as Node<readonly []>;
  expect(read(gradient(all, x)).toArray()).toEqual([[3, 3, 3, 3, 2], [3, 3, 3, 3, 2]]); // prettier-ignore
});

it('slices that fill an axis beside a use that hands its upstream gradient on add up', () => {
  const upstream = constant([[1, 1, 1, 1, 1], [2, 2, 2, 2, 2]]) as Node; // prettier-ignore
  const parts = concat([part(0, 2), part(2, 5)], { axis: 1 }) as Node;
  // It reaches x after the slices do, and unchanged: a constant, not made by any operation.
  const root = add(parts, add(add(add(x, 0), 0), 0)) as Node;
  expect(read(gradient(root, x, { upstream })).toArray()).toEqual([[2, 2, 2, 2, 2], [4, 4, 4, 4, 4]]); // prettier-ignore
});
