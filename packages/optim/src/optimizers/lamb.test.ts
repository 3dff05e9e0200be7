import { constant, matmul, mul, parameter, read, square, sum, type Node } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { lamb } from '../index.ts';
import { descend } from '../testing/descent.ts';

describe('lamb', () => {
  it('takes its first three steps by the formula, with one ratio for all elements of a parameter', () => {
    const x = parameter([2, -1], { dtype: 'float64' });
    const [rate, b1, b2, epsilon, decay] = [0.1, 0.8, 0.9, 0.01, 0.3];
    const slope = constant([1.5, 0.5], { dtype: 'float64' });
    const descent = descend(
      sum(mul(slope, square(x))),
      lamb({ learningRate: rate, beta1: b1, beta2: b2, epsilon, decay }),
    );
    let theta = [2, -1];
    let [m, v] = [[0, 0], [0, 0]]; // prettier-ignore
    for (let t = 1; t <= 3; t++) {
      descent.step();
      const g = [3 * theta[0]!, theta[1]!];
      m = g.map((one, i) => b1 * m[i]! + (1 - b1) * one);
      v = g.map((one, i) => b2 * v[i]! + (1 - b2) * one ** 2);
      const u = theta.map(
        (one, i) => m[i]! / (1 - b1 ** t) / (Math.sqrt(v[i]! / (1 - b2 ** t)) + epsilon) + decay * one,
      );
      const ratio = Math.hypot(...theta) / Math.hypot(...u);
      theta = theta.map((one, i) => one - rate * ratio * u[i]!);
      (read(x).toArray() as number[]).forEach((one, i) => expect(one).toBeCloseTo(theta[i]!, 12));
    }
    descent.close();
  });

  it('moves every parameter by the same part of its norm, large or small', () => {
    const [large, small] = [
      [300, 400],
      [0.03, 0.04],
    ].map(value => parameter(value, { dtype: 'float64' }));
    const descent = descend(sum(mul(large as Node, small as Node)), lamb({ learningRate: 0.01 }));
    descent.step();
    descent.close();
    for (const [now, before, norm] of [
      [read(large!).toArray(), [300, 400], 500],
      [read(small!).toArray(), [0.03, 0.04], 0.05],
    ] as [number[], number[], number][])
      expect(Math.hypot(...now.map((one, i) => one - before[i]!)) / norm).toBeCloseTo(0.01, 12);
  });

  it('lets weights of zeros begin', () => {
    const weights = parameter([[0], [0]], { dtype: 'float64' });
    const loss = sum(matmul(constant([[1, -1]], { dtype: 'float64' }), weights));
    const descent = descend(loss, lamb({ learningRate: 0.5, epsilon: 0 }));
    descent.step();
    descent.close();
    expect(read(weights).toArray()).toEqual([[-0.5], [0.5]]);
  });
});
