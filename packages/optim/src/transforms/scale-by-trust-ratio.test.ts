import { constant, mul, parameter, read, sum, type Node } from '@thalweg/graph';
import { pipe } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { scaleByLearningRate, scaleByTrustRatio } from '../index.ts';
import { descend } from '../testing/descent.ts';

/** Where weights are after a step by the trust ratio at rate 0.5. */
function moved(
  weights: readonly number[],
  slopes: readonly number[],
  dtype: 'float32' | 'float64' = 'float64',
): number[] {
  const [x, slope] = [parameter([...weights], { dtype }), constant([...slopes], { dtype })];
  const descent = descend(sum(mul(slope as Node, x as Node)), pipe(scaleByTrustRatio(), scaleByLearningRate(0.5)));
  descent.step();
  descent.close();
  return read(x).toArray() as number[];
}

describe('scaleByTrustRatio', () => {
  it('moves by the rate times the norm of the parameter, along the gradient, however large that is', () => {
    for (const size of [1e-6, 1, 1e6]) {
      const [x, y] = moved([6, 8], [3 * size, -4 * size]);
      expect(x).toBeCloseTo(6 - 0.5 * 10 * 0.6, 12);
      expect(y).toBeCloseTo(8 + 0.5 * 10 * 0.8, 12);
    }
  });

  it('leaves the step as it is where the parameter is all zeros, and stays where there is no gradient', () => {
    expect(moved([0, 0], [3, -4])).toEqual([-1.5, 2]);
    expect(moved([6, 8], [0, 0])).toEqual([6, 8]);
  });

  it('keeps float32 steps finite whose ratio float32 cannot hold', () => {
    const [x] = moved([3], [1e-42], 'float32');
    expect(x).toBeCloseTo(1.5, 6);
    expect(moved([4], [3e30], 'float32')).toEqual([2]);
  });
});
