import { mul, parameter, read, square } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { adam, nadam } from '../index.ts';
import { descend, named } from '../testing/descent.ts';

describe('nadam', () => {
  it('takes its first three steps by the formula', () => {
    const x = parameter(2, { dtype: 'float64', name: 'x' });
    const [rate, b1, b2, epsilon, momentumDecay] = [0.1, 0.8, 0.9, 0.01, 0.5];
    const options = { learningRate: rate, beta1: b1, beta2: b2, epsilon, momentumDecay };
    const descent = descend(mul(1.5, square(x)), nadam(options));
    const mu = (t: number): number => b1 * (1 - 0.5 * 0.96 ** (t * momentumDecay));
    let [theta, m, v, product] = [2, 0, 0, 1];
    for (let t = 1; t <= 3; t++) {
      descent.step();
      const g = 3 * theta;
      m = b1 * m + (1 - b1) * g;
      v = b2 * v + (1 - b2) * g ** 2;
      product *= mu(t);
      const ahead = (mu(t + 1) * m) / (1 - product * mu(t + 1)) + ((1 - mu(t)) * g) / (1 - product);
      theta -= (rate * ahead) / (Math.sqrt(v / (1 - b2 ** t)) + epsilon);
      expect(read(x).item()).toBeCloseTo(theta, 12);
      expect(read(named(descent, 'nadam.∏μ')).item()).toBeCloseTo(product, 12);
    }
    descent.close();
  });

  it('turns before Adam does: it has passed the least less far', () => {
    const passed = (optimizer: ReturnType<typeof adam>): number => {
      const x = parameter(1, { dtype: 'float64' });
      const descent = descend(square(x), optimizer);
      let least = 1;
      for (let i = 0; i < 60; i++) {
        descent.step();
        least = Math.min(least, read(x).item());
      }
      descent.close();
      return -least;
    };
    expect(passed(nadam({ learningRate: 0.1 }))).toBeLessThan(passed(adam({ learningRate: 0.1 })) / 2);
  });
});
