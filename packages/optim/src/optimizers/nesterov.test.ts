import { div, mul, parameter, read, square, type Node } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { nesterov, type NesterovOptions } from '../index.ts';
import { descend, named } from '../testing/descent.ts';

const [rate, decay] = [0.1, 0.8];

/** η/t: a rate that falls. */
const falling = (t: Node<readonly []>): Node<readonly []> => div(rate, t);

/** Steps on 1.5·x² from 2, whose gradient is 3x: x after each. */
function way(options: NesterovOptions): number[] {
  const x = parameter(2, { dtype: 'float64' });
  const descent = descend(mul(1.5, square(x)), nesterov({ decay, ...options }));
  const points = [1, 2, 3, 4, 5].map(() => {
    descent.step();
    return read(x).item();
  });
  descent.close();
  return points;
}

function expectWay(found: readonly number[], wanted: readonly number[]): void {
  expect(found.length).toBe(wanted.length);
  found.forEach((x, i) => expect(x).toBeCloseTo(wanted[i]!, 12));
}

describe('nesterov', () => {
  it('takes its first three steps by the formula: v ← γ v + η g; θ ← θ − (γ v + η g)', () => {
    const x = parameter(2, { dtype: 'float64', name: 'x' });
    const descent = descend(mul(1.5, square(x)), nesterov({ learningRate: rate, decay }));
    let [theta, v] = [2, 0];
    for (let t = 1; t <= 3; t++) {
      descent.step();
      const g = 3 * theta;
      v = decay * v + rate * g;
      theta -= decay * v + rate * g;
      expect(read(x).item()).toBeCloseTo(theta, 12);
      expect(read(named(descent, 'nesterov.v(x)')).item()).toBeCloseTo(v, 12);
    }
    descent.close();
  });

  it('is where Nesterov’s own form looks ahead to, θ − γ v, also while the rate falls', () => {
    let [theta, v] = [2, 0];
    const ahead = [1, 2, 3, 4, 5].map(t => {
      v = decay * v + (rate / t) * 3 * (theta - decay * v);
      theta -= v;
      return theta - decay * v;
    });
    expectWay(way({ learningRate: falling }), ahead);
    // With the rate outside it is not.
    expect(Math.abs(way({ learningRate: falling, learningRateAt: 'outside' })[4]! - ahead[4]!)).toBeGreaterThan(0.01);
  });

  it('multiplies by the rate outside of the velocity when told to', () => {
    let [theta, v] = [2, 0];
    const wanted = [1, 2, 3, 4, 5].map(t => {
      const g = 3 * theta;
      v = decay * v + g;
      return (theta -= (rate / t) * (decay * v + g));
    });
    expectWay(way({ learningRate: falling, learningRateAt: 'outside' }), wanted);
  });

  it('goes one way with the rate inside and outside while it stays the same', () => {
    expectWay(way({ learningRate: rate }), way({ learningRate: rate, learningRateAt: 'outside' }));
  });
});
