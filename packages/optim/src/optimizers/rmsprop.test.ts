import { div, mul, parameter, read, square } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { rmsprop, type RmspropOptions } from '../index.ts';
import { descend, named } from '../testing/descent.ts';

/** Three steps on 1.5·x² from 2: x after each. */
function threeSteps(options: RmspropOptions): number[] {
  const x = parameter(2, { dtype: 'float64' });
  const descent = descend(mul(1.5, square(x)), rmsprop(options));
  const steps = [1, 2, 3].map(() => {
    descent.step();
    return read(x).item();
  });
  descent.close();
  return steps;
}

function expectSteps(options: RmspropOptions, wanted: readonly number[]): void {
  threeSteps(options).forEach((x, i) => expect(x).toBeCloseTo(wanted[i]!, 12));
}

describe('rmsprop', () => {
  it.each(['inside', 'outside'] as const)('takes its first three steps by the formula, ε %s of the root', epsilonAt => {
    let [theta, squares] = [2, 0];
    const wanted = [1, 2, 3].map(() => {
      const g = 3 * theta;
      squares = 0.8 * squares + 0.2 * g ** 2;
      return (theta -= (0.3 * g) / (epsilonAt === 'inside' ? Math.sqrt(squares + 0.1) : Math.sqrt(squares) + 0.1));
    });
    expectSteps({ learningRate: 0.3, decay: 0.8, epsilon: 0.1, epsilonAt }, wanted);
  });

  it('divides by the deviation when centered', () => {
    let [theta, squares, mean] = [2, 0, 0];
    const wanted = [1, 2, 3].map(() => {
      const g = 3 * theta;
      squares = 0.8 * squares + 0.2 * g ** 2;
      mean = 0.8 * mean + 0.2 * g;
      return (theta -= (0.3 * g) / Math.sqrt(squares - mean ** 2 + 0.1));
    });
    expectSteps({ learningRate: 0.3, decay: 0.8, epsilon: 0.1, centered: true }, wanted);
  });

  it('gathers its steps with momentum, a falling rate inside of the velocity or outside', () => {
    const ways = (['inside', 'outside'] as const).map(learningRateAt => {
      let [theta, squares, v] = [2, 0, 0];
      const wanted = [1, 2, 3].map(t => {
        const g = 3 * theta;
        squares = 0.9 * squares + 0.1 * g ** 2;
        const [rate, direction] = [0.1 / t, g / Math.sqrt(squares + 0.1)];
        v = 0.5 * v + (learningRateAt === 'inside' ? rate * direction : direction);
        return (theta -= learningRateAt === 'inside' ? v : rate * v);
      });
      expectSteps({ learningRate: t => div(0.1, t), learningRateAt, momentum: 0.5, epsilon: 0.1 }, wanted);
      return wanted;
    });
    expect(ways[0]![0]).toBe(ways[1]![0]);
    expect(Math.abs(ways[0]![2]! - ways[1]![2]!)).toBeGreaterThan(0.05);
  });

  it('keeps the rate inside unless told otherwise', () => {
    const options: RmspropOptions = { learningRate: t => div(0.1, t), momentum: 0.5 };
    expect(threeSteps(options)).toEqual(threeSteps({ ...options, learningRateAt: 'inside' }));
    expect(threeSteps(options)).not.toEqual(threeSteps({ ...options, learningRateAt: 'outside' }));
  });

  it('stays a number when centered on a gradient that does not change, where the variance rounds below 0', () => {
    const x = parameter(0, { name: 'x' });
    const descent = descend(mul(-3, x), rmsprop({ centered: true, decay: 0.7 }));
    let below = 0;
    for (let i = 0; i < 100; i++) {
      descent.step();
      const [squares, mean] = ['E[g²]', 'E[g]'].map(name => read(named(descent, `rmsprop.${name}(x)`)).item());
      if (squares! < Math.fround(mean! ** 2)) below++;
      expect(read(x).item()).toBeGreaterThan(0);
    }
    expect(below).toBeGreaterThan(0);
    descent.close();
  });
});
