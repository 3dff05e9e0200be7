import { constant, mul, parameter, read, square, sum } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { rprop } from '../index.ts';
import { descend, named } from '../testing/descent.ts';

describe('rprop', () => {
  it('goes faster while the sign stays, rests when it turns, and goes on slower', () => {
    const x = parameter(1, { dtype: 'float64', name: 'x' });
    const descent = descend(square(x), rprop({ stepSize: 0.5, grow: 2, shrink: 0.25 }));
    for (const wanted of [
      { x: 0.5, size: 0.5 }, // the first step: no sign before it
      { x: -0.5, size: 1 }, // the same sign
      { x: -0.5, size: 0.25 }, // the other sign: a rest
      { x: -0.25, size: 0.25 }, // none before it
      { x: 0.25, size: 0.5 }, // the same sign
      { x: 0.25, size: 0.125 }, // the other sign
    ]) {
      descent.step();
      expect(read(x).item()).toBe(wanted.x);
      expect(read(named(descent, 'rprop.Δ(x)')).item()).toBe(wanted.size);
    }
    descent.close();
  });

  it('keeps its step sizes between their bounds', () => {
    const x = parameter(0, { dtype: 'float64', name: 'x' });
    const rising = descend(mul(-1, x), rprop({ stepSize: 1, grow: 3, most: 4 }));
    rising.step(4);
    expect(read(x).item()).toBe(1 + 3 + 4 + 4);
    rising.close();
    const y = parameter(1, { dtype: 'float64', name: 'y' });
    const turning = descend(square(y), rprop({ stepSize: 2, shrink: 0.1, least: 1.5 }));
    turning.step(2);
    expect([read(y).item(), read(named(turning, 'rprop.Δ(y)')).item()]).toEqual([-1, 1.5]);
    turning.close();
  });

  it('takes the same steps whatever a gradient is multiplied by, also where float32 has no square of it', () => {
    for (const factor of [1e-30, 1, 1e30]) {
      const x = parameter([1, -1]);
      const slope = constant([factor, -factor]);
      const descent = descend(sum(mul(slope, x)), rprop({ stepSize: 0.5, grow: 2 }));
      descent.step(2);
      expect(read(x).toArray()).toEqual([-0.5, 0.5]);
      descent.close();
    }
  });
});
