import { constant, mul, parameter, read, square, sum } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { lion } from '../index.ts';
import { descend, named } from '../testing/descent.ts';

describe('lion', () => {
  it('takes its first steps by the formula, over the least and back', () => {
    const x = parameter(2, { dtype: 'float64', name: 'x' });
    const [rate, b1, b2, decay] = [0.3, 0.5, 0.8, 0.25];
    const descent = descend(mul(1.5, square(x)), lion({ learningRate: rate, beta1: b1, beta2: b2, decay }));
    let [theta, m] = [2, 0];
    const signs = new Set<number>();
    for (let t = 1; t <= 12; t++) {
      descent.step();
      const g = 3 * theta;
      const sign = Math.sign(b1 * m + (1 - b1) * g);
      theta -= rate * (sign + decay * theta);
      m = b2 * m + (1 - b2) * g;
      signs.add(sign);
      expect(read(x).item()).toBeCloseTo(theta, 12);
      expect(read(named(descent, 'lion.m(x)')).item()).toBeCloseTo(m, 12);
    }
    expect([...signs]).toEqual([1, -1]);
    descent.close();
  });

  it('moves every element by its rate, however large the gradient, and not where there is none', () => {
    const x = parameter([1, 1, 1], { dtype: 'float64' });
    const slope = constant([1e-9, -1e9, 0], { dtype: 'float64' });
    const descent = descend(sum(mul(slope, x)), lion({ learningRate: 0.25 }));
    descent.step(2);
    expect(read(x).toArray()).toEqual([0.5, 1.5, 1]);
    descent.close();
  });

  it('does not decay weights unless told to', () => {
    const x = parameter(8, { dtype: 'float64' });
    const descent = descend(mul(0, x), lion({ learningRate: 0.5 }));
    descent.step();
    expect(read(x).item()).toBe(8);
    descent.close();
  });
});
