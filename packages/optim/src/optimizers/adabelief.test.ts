import { constant, mul, parameter, read, square, sum } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { adabelief } from '../index.ts';
import { descend, named } from '../testing/descent.ts';

describe('adabelief', () => {
  it('takes its first three steps by the formula', () => {
    const x = parameter(2, { dtype: 'float64', name: 'x' });
    const [rate, b1, b2, epsilon] = [0.1, 0.8, 0.9, 0.01];
    const descent = descend(mul(1.5, square(x)), adabelief({ learningRate: rate, beta1: b1, beta2: b2, epsilon }));
    let [theta, m, s] = [2, 0, 0];
    for (let t = 1; t <= 3; t++) {
      descent.step();
      const g = 3 * theta;
      m = b1 * m + (1 - b1) * g;
      s = b2 * s + (1 - b2) * (g - m) ** 2 + epsilon;
      theta -= (rate * m) / (1 - b1 ** t) / (Math.sqrt(s / (1 - b2 ** t)) + epsilon);
      expect(read(x).item()).toBeCloseTo(theta, 12);
      expect(read(named(descent, 'adabelief.s(x)')).item()).toBeCloseTo(s, 12);
    }
    descent.close();
  });

  it('goes farther than its rate on a steady slope, however steep, as the mean comes to expect it', () => {
    const x = parameter([0, 0], { dtype: 'float64' });
    const slope = constant([1e-3, 1e5], { dtype: 'float64' });
    const descent = descend(sum(mul(slope, x)), adabelief({ learningRate: 1, beta1: 0.5, beta2: 0.5, epsilon: 0 }));
    descent.step();
    for (const total of read(x).toArray() as number[]) expect(total).toBeCloseTo(-2, 12);
    descent.step(9);
    for (const total of read(x).toArray() as number[]) expect(total).toBeLessThan(-100);
    descent.close();
  });

  it('leaves a parameter alone whose gradient is zero', () => {
    const x = parameter([3, 4]);
    const descent = descend(sum(mul(0, x)), adabelief());
    descent.step(3);
    expect(read(x).toArray()).toEqual([3, 4]);
    descent.close();
  });
});
