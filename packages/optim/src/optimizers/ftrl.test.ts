import { constant, input, mul, parameter, read, square, sub, sum, type Node } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { adagrad, ftrl, type Transform } from '../index.ts';
import { descend, named } from '../testing/descent.ts';

/** Ten steps from 0 towards two numbers: where they are after each. */
function tenSteps(optimizer: Transform): number[][] {
  const x = parameter([0, 0], { dtype: 'float64' });
  const descent = descend(sum(square(sub(x, constant([1, -3], { dtype: 'float64' })))), optimizer);
  const steps = Array.from({ length: 10 }, () => {
    descent.step();
    return read(x).toArray() as number[];
  });
  descent.close();
  return steps;
}

/** How far two ways are apart. */
const apart = (a: number[][], b: number[][]): number =>
  Math.max(...a.flat().map((one, i) => Math.abs(one - b.flat()[i]!)));

describe('ftrl', () => {
  it('takes its steps by the formula, from zero until l1 lets go and on', () => {
    const x = parameter(0, { dtype: 'float64', name: 'x' });
    const [rate, beta, l1, l2] = [0.5, 0.8, 7, 0.3];
    const target = constant(2, { dtype: 'float64' });
    const descent = descend(mul(1.5, square(sub(x, target))), ftrl({ learningRate: rate, beta, l1, l2 }));
    let [theta, z, n] = [0, 0, 0];
    const zeros: boolean[] = [];
    for (let t = 1; t <= 6; t++) {
      descent.step();
      const g = 3 * (theta - 2);
      z += g - ((Math.sqrt(n + g ** 2) - Math.sqrt(n)) / rate) * theta;
      n += g ** 2;
      theta = Math.abs(z) <= l1 ? 0 : -(z - l1 * Math.sign(z)) / ((beta + Math.sqrt(n)) / rate + l2);
      zeros.push(theta === 0);
      expect(read(x).item()).toBeCloseTo(theta, 12);
      expect(read(named(descent, 'ftrl.z(x)')).item()).toBeCloseTo(z, 12);
      expect(read(named(descent, 'ftrl.n(x)')).item()).toBeCloseTo(n, 12);
    }
    expect(zeros).toEqual([true, false, false, false, false, false]);
    descent.close();
  });

  it('is Adagrad with β in place of ε when it starts from zero without penalties, and not with one', () => {
    const same = tenSteps(adagrad({ learningRate: 0.5, epsilon: 0.25, epsilonAt: 'outside' }));
    expect(apart(tenSteps(ftrl({ learningRate: 0.5, beta: 0.25 })), same)).toBeLessThan(1e-12);
    for (const penalty of [{ l1: 0.1 }, { l2: 0.1 }])
      expect(apart(tenSteps(ftrl({ learningRate: 0.5, beta: 0.25, ...penalty })), same)).toBeGreaterThan(1e-3);
  });

  it.each(['float32', 'float64'] as const)(
    'keeps elements exactly 0 whose gradients l1 outweighs, and as they are without one, in %s',
    dtype => {
      const x = parameter([0, 0, -0.7], { dtype });
      const slope = constant([0.5, 5, 0], { dtype });
      const descent = descend(sum(mul(slope as Node, x as Node)), ftrl({ l1: 2 }));
      descent.step();
      descent.step();
      const [light, heavy, none] = read(x).toArray() as number[];
      expect([light, none]).toEqual([0, dtype === 'float32' ? Math.fround(-0.7) : -0.7]);
      expect(heavy).toBeLessThan(0);
      descent.close();
    },
  );

  it.each([0, 1])(
    'leaves a weight alone until its first gradient, which draws it to what follows from z, β %d',
    beta => {
      const [x, slope] = [parameter(3, { dtype: 'float64' }), input('slope', [], 'float64')];
      const descent = descend(mul(slope, x), ftrl({ beta, learningRate: 0.5 }));
      slope.set(0);
      descent.step();
      expect(read(x).item()).toBe(3);
      slope.set(2);
      descent.step();
      expect(read(x).item()).toBeCloseTo(-(2 - 4 * 3) / ((beta + 2) / 0.5), 12);
      descent.close();
    },
  );
});
