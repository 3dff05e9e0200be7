import { constant, mul, parameter, read, sum, type Node } from '@thalweg/graph';
import type { Nested } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { clipAdaptively, type Transform } from '../index.ts';
import { descend } from '../testing/descent.ts';

/** What is subtracted from a parameter that has this gradient. */
function update(transform: Transform, value: Nested, gradient: Nested): number[] {
  const theta = parameter(value as number[][], { dtype: 'float64' }) as Node;
  const descent = descend(sum(mul(theta, constant(gradient as number[][], { dtype: 'float64' }) as Node)), transform);
  const before = [...read(theta).data];
  descent.step();
  descent.close();
  return [...read(theta).data].map((now, i) => before[i]! - now);
}

function expectClose(found: readonly number[], wanted: readonly number[]): void {
  expect(found.length).toBe(wanted.length);
  found.forEach((value, i) => expect(value).toBeCloseTo(wanted[i]!, 12));
}

describe('clipAdaptively', () => {
  it('holds each column of a weight to its own norm: 5 and 10, of which 0.1 is kept', () => {
    const weight = [[3, 6], [4, 8]]; // prettier-ignore
    expectClose(update(clipAdaptively(0.1), weight, [[4, 0.3], [3, 0.4]]), [0.4, 0.3, 0.3, 0.4]); // prettier-ignore
  });

  it('takes all axes but the last as one unit', () => {
    const ones = [[[1, 1], [1, 1]], [[1, 1], [1, 1]]]; // prettier-ignore
    const steep = [[[6, 0.5], [6, 0.5]], [[6, 0.5], [6, 0.5]]]; // prettier-ignore
    expectClose(update(clipAdaptively(0.5), ones, steep), new Array(8).fill(0.5) as number[]);
  });

  it('takes a bias as one unit, and a scalar', () => {
    expectClose(update(clipAdaptively(0.5), [3, 4], [0, 10]), [0, 2.5]);
    expectClose(update(clipAdaptively(0.5), 8, -10), [-4]);
  });

  it('lets zeros leave, by ε', () => {
    expectClose(update(clipAdaptively(2), [0, 0], [3, 4]), [0.0012, 0.0016]);
    expectClose(update(clipAdaptively(2, { epsilon: 1 }), [0, 0], [3, 4]), [1.2, 1.6]);
    expectClose(update(clipAdaptively(2, { epsilon: 0 }), [0, 0], [3, 4]), [0, 0]);
  });
});
