import { add, div, mul, parameter, read, square, type Node } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { momentum } from '../index.ts';
import { descend, named } from '../testing/descent.ts';

/** ½·k·θ², whose gradient is k·θ. */
const bowl = (x: Node<readonly []>, k: number): Node => mul(k / 2, square(x));

describe('momentum', () => {
  it('takes its first three steps by the formula: v ← γ v + η g; θ ← θ − v', () => {
    const x = parameter(2, { dtype: 'float64', name: 'x' });
    const descent = descend(bowl(x, 3), momentum({ learningRate: 0.1, decay: 0.5 }));
    let [theta, v] = [2, 0];
    for (const wanted of [
      { v: 0.6, theta: 1.4 }, // 0.5·0 + 0.1·3·2
      { v: 0.72, theta: 0.68 }, // 0.5·0.6 + 0.1·3·1.4
      { v: 0.564, theta: 0.116 }, // 0.5·0.72 + 0.1·3·0.68
    ]) {
      descent.step();
      v = 0.5 * v + 0.1 * (3 * theta);
      theta -= v;
      expect(theta).toBeCloseTo(wanted.theta, 12);
      expect(read(x).item()).toBeCloseTo(wanted.theta, 12);
      expect(read(named(descent, 'momentum.v(x)')).item()).toBeCloseTo(wanted.v, 12);
    }
    descent.close();
  });

  it('keeps the rate inside the velocity: a rate that falls does not shrink what was gathered, unless it is outside', () => {
    const learningRate = (t: Node<readonly []>): Node<readonly []> => div(0.1, t);
    const [x, y] = [parameter(2, { dtype: 'float64' }), parameter(2, { dtype: 'float64' })];
    const inside = descend(bowl(x, 3), momentum({ learningRate, decay: 0.9 }));
    const outside = descend(bowl(y, 3), momentum({ learningRate, learningRateAt: 'outside', decay: 0.9 }));
    let [theta, v] = [2, 0];
    let [other, velocity] = [2, 0];
    for (let t = 1; t <= 3; t++) {
      inside.step();
      v = 0.9 * v + (0.1 / t) * 3 * theta;
      theta -= v;
      expect(read(x).item()).toBeCloseTo(theta, 12);
      outside.step();
      velocity = 0.9 * velocity + 3 * other;
      other -= (0.1 / t) * velocity;
      expect(read(y).item()).toBeCloseTo(other, 12);
    }
    expect(Math.abs(theta - other)).toBeGreaterThan(0.1);
    inside.close();
    outside.close();
  });

  it('damps the zigzag of a ravine: nearer to its floor’s end after 60 steps than plain descent at the same rate', () => {
    const far = (decay: number): number => {
      const [x, y] = [parameter(-3, { dtype: 'float64' }), parameter(1.5, { dtype: 'float64' })];
      const descent = descend(add(bowl(x, 1), bowl(y, 20)), momentum({ learningRate: 0.02, decay }));
      descent.step(60);
      descent.close();
      return Math.hypot(read(x).item(), read(y).item());
    };
    expect(far(0.8)).toBeLessThan(far(0));
  });
});
