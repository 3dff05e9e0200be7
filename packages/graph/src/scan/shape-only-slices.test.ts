import { expect, it } from 'vitest';
import { add, constant, fillLike, gradient, mul, parameter, read, scan, square, sum, type Node } from '@thalweg/graph';

it('a gradient of which a step reads the shape of a slice alone does not ask for its elements', () => {
  const [a, b] = [parameter([1, 2]) as Node, parameter(3) as Node];
  const cell = ([h, k]: readonly Node[], x: Node) => {
    const next = mul(h!, add(fillLike(x, 1), 1)) as Node;
    return { carry: [next, k!], output: next };
  };
  const xs = mul(2, constant([[1, 2], [3, 4], [5, 6]])) as Node; // prettier-ignore
  const { output } = scan(cell, xs, { init: [a, b], axis: 0 });
  // Each step doubles: h = 2a, 4a, 8a.
  expect(read(gradient(sum(square(output as Node)), a)).toArray()).toEqual([2 * (4 + 16 + 64), 4 * (4 + 16 + 64)]);
});
