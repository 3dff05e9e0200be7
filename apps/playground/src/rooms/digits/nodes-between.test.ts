import { add, exp, input, mul } from '@thalweg/graph';
import { expect, it } from 'vitest';
import { nodesBetween } from './nodes-between.ts';

it('the nodes between two are those that lead from one to the other, each once, without inputs', () => {
  const x = input('x', []);
  const before = mul(x, 2);
  const twice = exp(before);
  const root = add(mul(twice, twice), x);
  expect(nodesBetween(before, root)).toEqual([root, root.inputs[0], twice]);
});
