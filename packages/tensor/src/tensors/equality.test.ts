import { expect, it } from 'vitest';
import { tensor } from '../index.ts';

const pairs = [
  ['an element', tensor([1, 2, 3]), tensor([1, 2, 4])],
  ['a shape', tensor([1, 2]), tensor([[1, 2]])],
  ['a dtype', tensor([1, 2]), tensor([1, 2], { dtype: 'float64' })],
  ['a sign of zero', tensor([0]), tensor([-0])],
] as const;

it.each(pairs)('expectations see %s of tensors that differs, at any depth', (_, a, b) => {
  expect(a).not.toEqual(b);
  expect({ records: [{ a }] }).not.toEqual({ records: [{ a: b }] });
  expect({ a }).not.toStrictEqual({ a: b });
  expect({ a }).not.toMatchObject({ a: b });
});

it('expectations take tensors with the same elements for equal', () => {
  for (const value of [[1, 2], [NaN], [], [[1], [2]]]) expect({ a: tensor(value) }).toEqual({ a: tensor(value) });
});
