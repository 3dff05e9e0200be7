import { div, input, mul, parameter, read, square, sum } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { adagrad } from '../index.ts';
import { descend, named } from '../testing/descent.ts';

describe('adagrad', () => {
  it.each(['inside', 'outside'] as const)('takes its first three steps by the formula, ε %s of the root', epsilonAt => {
    const x = parameter(2, { dtype: 'float64', name: 'x' });
    const options = { learningRate: 0.3, epsilon: 0.1, epsilonAt, initialAccumulator: 0.5 };
    const descent = descend(mul(1.5, square(x)), adagrad(options));
    let [theta, total] = [2, 0.5];
    for (let t = 1; t <= 3; t++) {
      descent.step();
      const g = 3 * theta;
      total += g ** 2;
      theta -= (0.3 * g) / (epsilonAt === 'inside' ? Math.sqrt(total + 0.1) : Math.sqrt(total) + 0.1);
      expect(read(x).item()).toBeCloseTo(theta, 12);
      expect(read(named(descent, 'adagrad.G(x)')).item()).toBeCloseTo(total, 12);
    }
    descent.close();
  });

  it('keeps the rate of a rare feature large: its first step is the first, whenever it comes', () => {
    const features = input('features', [2], 'float64');
    const weights = parameter([0, 0], { dtype: 'float64' });
    const descent = descend(sum(mul(features, weights)), adagrad({ learningRate: 1 }));
    const stepOn = (...values: number[]): number[] => {
      const before = read(weights).toArray();
      features.set(values);
      descent.step();
      return before.map((value, i) => value - read(weights).toArray()[i]!);
    };
    for (let t = 1; t < 100; t++) expect(stepOn(1, 0)[1]).toBe(0);
    const [often, rare] = stepOn(1, 1);
    expect(often).toBeCloseTo(1 / Math.sqrt(100), 7);
    expect(rare).toBeCloseTo(1, 7);
    descent.close();
  });

  it('falls for ever: under one and the same gradient the t-th step is η/√t', () => {
    const x = parameter(0, { dtype: 'float64' });
    const descent = descend(mul(-5, x), adagrad({ learningRate: 0.1, epsilon: 0 }));
    for (let t = 1, wanted = 0; t <= 50; t++) {
      descent.step();
      wanted += 0.1 / Math.sqrt(t);
      expect(read(x).item()).toBeCloseTo(wanted, 12);
    }
    descent.close();
  });

  it('takes a schedule for its rate', () => {
    const x = parameter(0, { dtype: 'float64' });
    const descent = descend(mul(-1, x), adagrad({ learningRate: t => div(1, t), epsilon: 0 }));
    descent.step(2);
    expect(read(x).item()).toBeCloseTo(1 + 1 / 2 / Math.SQRT2, 12);
    descent.close();
  });
});
