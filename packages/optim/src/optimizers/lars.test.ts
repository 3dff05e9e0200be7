import { constant, div, mul, parameter, read, square, sum } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { lars, type LarsOptions } from '../index.ts';
import { descend, named } from '../testing/descent.ts';

/** Three steps on 1.5·x₁² + 0.5·x₂² from (2, −1), and by the formula. */
function threeSteps(learningRateAt: 'inside' | 'outside', options: LarsOptions): [found: number[], wanted: number[]] {
  const x = parameter([2, -1], { dtype: 'float64' });
  const slope = constant([1.5, 0.5], { dtype: 'float64' });
  const settings = { momentum: 0.8, decay: 0.3, trust: 0.05, ...options };
  const descent = descend(sum(mul(slope, square(x))), lars({ ...settings, learningRate: t => div(2, t) }));
  let [theta, v] = [[2, -1], [0, 0]]; // prettier-ignore
  for (let t = 1; t <= 3; t++) {
    descent.step();
    const [g, norm] = [[3 * theta[0]!, theta[1]!], Math.hypot(...theta)];
    const local = (0.05 * norm) / (Math.hypot(...g) + 0.3 * norm);
    const [inside, outside] = learningRateAt === 'inside' ? [2 / t, 1] : [1, 2 / t];
    v = v.map((one, i) => 0.8 * one + inside * local * (g[i]! + 0.3 * theta[i]!));
    theta = theta.map((one, i) => one - outside * v[i]!);
  }
  descent.close();
  return [read(x).toArray() as number[], theta];
}

describe('lars', () => {
  it.each(['inside', 'outside'] as const)('takes its first three steps by the formula, a falling rate %s', at => {
    const [found, wanted] = threeSteps(at, { learningRateAt: at });
    found.forEach((one, i) => expect(one).toBeCloseTo(wanted[i]!, 12));
  });

  it('keeps the rate inside of the velocity unless told otherwise', () => {
    expect(threeSteps('inside', {})[0]).toEqual(threeSteps('inside', { learningRateAt: 'inside' })[0]);
    expect(threeSteps('inside', {})[0]).not.toEqual(threeSteps('inside', { learningRateAt: 'outside' })[0]);
  });

  it('moves by the rate and the trust times the norm of the parameter, however steep the slope', () => {
    for (const steep of [1e-6, 1, 1e6]) {
      const x = parameter([6, 8], { dtype: 'float64' });
      const slope = constant([3 * steep, -4 * steep], { dtype: 'float64' });
      const descent = descend(sum(mul(slope, x)), lars({ learningRate: 2, trust: 0.25, decay: 0 }));
      descent.step();
      descent.close();
      const [first, second] = read(x).toArray() as number[];
      expect(first).toBeCloseTo(6 - 2 * 0.25 * 10 * 0.6, 12);
      expect(second).toBeCloseTo(8 + 2 * 0.25 * 10 * 0.8, 12);
    }
  });

  it('lets weights of zeros begin with the whole gradient, and decays those without one by the rate', () => {
    const [zeros, still] = [parameter([0, 0], { dtype: 'float64', name: 'zeros' }), parameter(8, { dtype: 'float64' })];
    const slope = constant([1, -2], { dtype: 'float64' });
    const loss = sum(mul(slope, zeros));
    const descent = descend(sum(mul(0, still)), lars({ learningRate: 0.5, decay: 0.25 }));
    const begin = descend(loss, lars({ learningRate: 0.5, decay: 0.25 }));
    for (const one of [descent, begin]) one.step();
    expect(read(still).item()).toBe(8 - 0.5 * 0.25 * 8);
    expect(read(zeros).toArray()).toEqual([-0.5, 1]);
    expect(read(named(begin, 'lars.v(zeros)')).toArray()).toEqual([0.5, -1]);
    for (const one of [descent, begin]) one.close();
  });
});
