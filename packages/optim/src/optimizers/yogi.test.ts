import { constant, mul, parameter, read, square, sub, sum } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { yogi } from '../index.ts';
import { descend, named } from '../testing/descent.ts';

describe('yogi', () => {
  it('takes its steps by the formula, while v grows and when it falls', () => {
    const x = parameter(2, { dtype: 'float64', name: 'x' });
    const [rate, b1, b2, epsilon] = [0.5, 0.8, 0.7, 0.01];
    const moments = { beta1: b1, beta2: b2, epsilon, initialAccumulator: 0.5 };
    const descent = descend(mul(1.5, square(x)), yogi({ learningRate: rate, ...moments }));
    let [theta, m, v] = [2, 0, 0.5];
    const signs = new Set<number>();
    for (let t = 1; t <= 6; t++) {
      descent.step();
      const g = 3 * theta;
      m = b1 * m + (1 - b1) * g;
      signs.add(Math.sign(v - g ** 2));
      v -= (1 - b2) * Math.sign(v - g ** 2) * g ** 2;
      theta -= (rate * m) / (Math.sqrt(v) + epsilon);
      expect(read(x).item()).toBeCloseTo(theta, 12);
      expect(read(named(descent, 'yogi.v(x)')).item()).toBeCloseTo(v, 12);
    }
    expect([...signs]).toEqual([-1, 1]);
    descent.close();
  });

  it('forgets a large gradient by the square of the small ones that follow, not by its own', () => {
    const x = parameter(0, { dtype: 'float64', name: 'x' });
    const descent = descend(mul(1e-3, x), yogi({ learningRate: 0, beta2: 0.5, initialAccumulator: 1 }));
    descent.step(10);
    expect(read(named(descent, 'yogi.v(x)')).item()).toBeCloseTo(1 - 10 * 0.5 * 1e-6, 14);
    descent.close();
  });

  it('keeps v at 0 or above, where it falls below the squares', () => {
    const x = parameter([1, -1], { dtype: 'float64', name: 'x' });
    const slopes = sub(constant([3, 0.5], { dtype: 'float64' }), x);
    const descent = descend(sum(mul(slopes, x)), yogi({ learningRate: 0.3, beta2: 0 }));
    for (let i = 0; i < 50; i++) {
      descent.step();
      for (const v of read(named(descent, 'yogi.v(x)')).toArray() as number[]) expect(v).toBeGreaterThanOrEqual(0);
    }
    descent.close();
  });

  it('leaves a parameter alone whose gradient is zero', () => {
    const x = parameter([3, 4]);
    const descent = descend(sum(mul(0, x)), yogi());
    descent.step(3);
    expect(read(x).toArray()).toEqual([3, 4]);
    descent.close();
  });
});
