import { constant, mul, parameter, read, square, sum } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { adamax } from '../index.ts';
import { descend, named } from '../testing/descent.ts';

describe('adamax', () => {
  it('takes its first three steps by the formula', () => {
    const x = parameter(2, { dtype: 'float64', name: 'x' });
    const [rate, b1, b2, epsilon] = [0.1, 0.8, 0.9, 0.01];
    const descent = descend(mul(1.5, square(x)), adamax({ learningRate: rate, beta1: b1, beta2: b2, epsilon }));
    let [theta, m, u] = [2, 0, 0];
    for (let t = 1; t <= 3; t++) {
      descent.step();
      const g = 3 * theta;
      m = b1 * m + (1 - b1) * g;
      u = Math.max(b2 * u, Math.abs(g) + epsilon);
      theta -= (rate * m) / (1 - b1 ** t) / u;
      expect(read(x).item()).toBeCloseTo(theta, 12);
      expect(read(named(descent, 'adamax.u(x)')).item()).toBeCloseTo(u, 12);
    }
    descent.close();
  });

  it('moves by its rate where the gradient is steady, however large, ε aside', () => {
    const x = parameter([1, -1], { dtype: 'float64', name: 'x' });
    const slope = constant([1e-3, 1e5], { dtype: 'float64' });
    const descent = descend(sum(mul(slope, x)), adamax({ learningRate: 0.5, beta2: 0.5, epsilon: 0 }));
    descent.step(3);
    expect(read(x).toArray()).toEqual([-0.5, -2.5]);
    descent.close();
  });

  it('leaves a parameter alone whose gradient is zero', () => {
    const x = parameter([3, 4]);
    const descent = descend(sum(mul(0, x)), adamax());
    descent.step(3);
    expect(read(x).toArray()).toEqual([3, 4]);
    descent.close();
  });
});
