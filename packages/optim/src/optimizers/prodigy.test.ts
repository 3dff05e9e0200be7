import { add, constant, mul, parameter, read, square, sub, sum, type Node } from '@thalweg/graph';
import type { DType } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { adam, prodigy, type ProdigyOptions } from '../index.ts';
import { descend, named } from '../testing/descent.ts';

const float64 = { dtype: 'float64' } as const;

describe('prodigy', () => {
  it.each([false, true])('takes its steps by the formula, with one d for two parameters, bias correction %s', biasCorrection => {
    const x = parameter([2, -1], { ...float64, name: 'x' });
    const y = parameter(3, { ...float64, name: 'y' });
    const [rate, b1, b2, epsilon, decay, d0] = [0.7, 0.8, 0.9, 1e-3, 0.2, 1e-3];
    const slopes = [1.5, 0.5, 2];
    const loss = add(sum(mul(constant([0.75, 0.25], float64), square(x))), square(y));
    const options = { learningRate: rate, beta1: b1, beta2: b2, epsilon, decay, d0, biasCorrection };
    const descent = descend(loss as Node, prodigy(options));
    const start = [2, -1, 3];
    const zeros = [0, 0, 0];
    let [theta, m, v, s, r, d] = [start, zeros, zeros, zeros, 0, d0];
    for (let t = 1; t <= 12; t++) {
      descent.step();
      const gamma = rate * (biasCorrection ? Math.sqrt(1 - b2 ** t) / (1 - b1 ** t) : 1);
      const g = theta.map((one, i) => slopes[i]! * one);
      m = g.map((one, i) => b1 * m[i]! + (1 - b1) * d * one);
      v = g.map((one, i) => b2 * v[i]! + (1 - b2) * (d * one) ** 2);
      const root = Math.sqrt(b2);
      r = root * r + (1 - root) * gamma * d ** 2 * g.reduce((all, one, i) => all + one * (start[i]! - theta[i]!), 0);
      s = g.map((one, i) => root * s[i]! + (1 - root) * gamma * d ** 2 * one);
      const step = gamma * d;
      theta = theta.map((one, i) => one - step * (m[i]! / (Math.sqrt(v[i]!) + d * epsilon) + decay * one));
      d = Math.max(d, r / s.reduce((all, one) => all + Math.abs(one), 0));
      [...read(x as Node).data, read(y).item()].forEach((one, i) => expect(one).toBeCloseTo(theta[i]!, 10));
      expect(read(named(descent, 'prodigy.d')).item()).toBeCloseTo(d, 10);
    }
    expect(d).toBeGreaterThan(10 * d0);
    descent.close();
  }); // prettier-ignore

  /** Steps until a point in two dimensions is found that is so far away, and the last d. */
  function search(
    distance: number,
    options: ProdigyOptions = {},
    dtype: DType = 'float64',
  ): { found: number; d: number } {
    const x = parameter([0, 0], { dtype });
    const descent = descend(sum(square(sub(x, constant([distance, -distance], { dtype })))), prodigy(options));
    let found = 0;
    const off = (): number => Math.max(...[...read(x as Node).data].map(one => Math.abs(Math.abs(one) - distance)));
    while (off() > 0.05 * distance && found < 1000) {
      descent.step();
      found++;
    }
    const d = read(named(descent, 'prodigy.d')).item();
    descent.close();
    return { found, d };
  }

  it.each(['float32', 'float64'] as const)(
    'finds what is near and what is a million times as far, with the same options, in %s',
    dtype => {
      for (const distance of [1e-2, 1, 1e4]) {
        const { found, d } = search(distance, {}, dtype);
        expect(found).toBeLessThan(300);
        expect(d).toBeGreaterThan(distance / 100);
      }
    },
  );

  it('goes where Adam does not come at one rate', () => {
    expect(search(1e4).found).toBeLessThan(300);
    const x = parameter(0, float64);
    const fixed = descend(square(sub(x, 1e4)), adam({ learningRate: 0.1 }));
    fixed.step(300);
    fixed.close();
    expect(read(x).item()).toBeLessThan(100);
  });

  it('never takes the distance for more than it is', () => {
    // For a convex function d stays below the largest distance of a coordinate.
    for (const d0 of [1e-8, 1e-4, 1e-1]) expect(search(1, { d0 }).d).toBeLessThanOrEqual(1);
  });

  it('keeps d while there is no gradient, and grows it when there is one', () => {
    const x = parameter([3, 4], { ...float64, name: 'x' });
    const none = descend(sum(mul(0, x)), prodigy({ d0: 0.5 }));
    none.step(3);
    expect(read(x).toArray()).toEqual([3, 4]);
    expect(read(named(none, 'prodigy.d')).item()).toBe(0.5);
    none.close();
    const some = descend(sum(square(x)), prodigy({ d0: 1e-3 }));
    some.step(20);
    expect(read(named(some, 'prodigy.d')).item()).toBeGreaterThan(1e-2);
    some.close();
  });
});
