import { constant, mul, parameter, read, sum, type Node } from '@thalweg/graph';
import type { Nested } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { centralize } from '../index.ts';
import { descend } from '../testing/descent.ts';

/** What centralizing makes of the gradient of one parameter. */
function centralized(gradient: Nested): Nested {
  const slope = constant(gradient as number[], { dtype: 'float64' }) as Node;
  const x = parameter(read(slope), { dtype: 'float64' });
  const { updates, close } = descend(sum(mul(slope, x as Node)), centralize());
  close();
  return read([...updates.values()][0]!).toArray() as Nested;
}

describe('centralize', () => {
  it('takes from each column of a weight its mean over the inputs', () => {
    expect(centralized([[1, 10], [3, -20], [5, 40]])).toEqual([[-2, 0], [0, -30], [2, 30]]); // prettier-ignore
  });

  it('takes the mean over every axis but the last', () => {
    expect(centralized([[[1, 0], [2, 0]], [[3, 0], [6, 4]]])).toEqual([[[-2, -1], [-1, -1]], [[0, -1], [3, 3]]]); // prettier-ignore
  });

  it('leaves a bias and a single number as they are', () => {
    expect(centralized([1, 2, 6])).toEqual([1, 2, 6]);
    expect(centralized(3)).toBe(3);
  });
});
