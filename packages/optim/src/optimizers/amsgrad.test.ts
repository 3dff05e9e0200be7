import { input, mul, parameter, read, square } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { adam, amsgrad, type Transform } from '../index.ts';
import { descend, named } from '../testing/descent.ts';

describe('amsgrad', () => {
  it('takes its first steps by the formula, through a gradient that grows and falls', () => {
    const x = parameter(2, { dtype: 'float64', name: 'x' });
    const [rate, b1, b2, epsilon] = [0.4, 0.8, 0.6, 0.01];
    const descent = descend(mul(1.5, square(x)), amsgrad({ learningRate: rate, beta1: b1, beta2: b2, epsilon }));
    let [theta, m, v, V] = [2, 0, 0, 0];
    let held = 0;
    for (let t = 1; t <= 8; t++) {
      descent.step();
      const g = 3 * theta;
      m = b1 * m + (1 - b1) * g;
      v = b2 * v + (1 - b2) * g ** 2;
      V = Math.max(V, v);
      if (V > v) held++;
      theta -= (rate * m) / (1 - b1 ** t) / (Math.sqrt(V / (1 - b2 ** t)) + epsilon);
      expect(read(x).item()).toBeCloseTo(theta, 12);
      expect(read(named(descent, 'amsgrad.V(x)')).item()).toBeCloseTo(V, 12);
    }
    expect(held).toBeGreaterThan(2);
    descent.close();
  });

  it('keeps its rate small after one large gradient, where Adam forgets it', () => {
    // The gradient is −100 in the first step and −1 in the others.
    const far = (optimizer: Transform): number => {
      const [x, slope] = [parameter(0, { dtype: 'float64' }), input('slope', [], 'float64')];
      const descent = descend(mul(slope, x), optimizer);
      slope.set(-100);
      descent.step();
      slope.set(-1);
      descent.step(100);
      descent.close();
      return read(x).item();
    };
    const options = { learningRate: 0.1, beta2: 0.9 };
    expect(far(amsgrad(options))).toBeLessThan(far(adam(options)) / 2);
  });
});
