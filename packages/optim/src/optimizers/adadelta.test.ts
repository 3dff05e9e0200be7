import { mul, parameter, read, square } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { adadelta, type AdadeltaOptions } from '../index.ts';
import { descend, named } from '../testing/descent.ts';

/** So many steps on ½·k·x² from 1, with x measured in a unit: x. */
function afterSteps(
  count: number,
  { k = 1, unit = 1 }: { k?: number; unit?: number },
  options: AdadeltaOptions,
): number {
  const x = parameter(1 / unit, { dtype: 'float64' });
  const descent = descend(mul(k / 2, square(mul(unit, x))), adadelta(options));
  descent.step(count);
  descent.close();
  return read(x).item() * unit;
}

describe('adadelta', () => {
  const both = it.each(['inside', 'outside'] as const);
  both('takes its first three steps by the formula, without a rate, ε %s of both roots', epsilonAt => {
    const x = parameter(2, { dtype: 'float64', name: 'x' });
    const descent = descend(mul(1.5, square(x)), adadelta({ decay: 0.8, epsilon: 1e-3, epsilonAt }));
    const rms = (a: number): number => (epsilonAt === 'inside' ? Math.sqrt(a + 1e-3) : Math.sqrt(a) + 1e-3);
    let [theta, squares, steps] = [2, 0, 0];
    for (let t = 1; t <= 3; t++) {
      descent.step();
      const g = 3 * theta;
      squares = 0.8 * squares + 0.2 * g ** 2;
      const delta = (-rms(steps) / rms(squares)) * g;
      steps = 0.8 * steps + 0.2 * delta ** 2;
      theta += delta;
      expect(read(x).item()).toBeCloseTo(theta, 12);
      expect(read(named(descent, 'adadelta.E[g²](x)')).item()).toBeCloseTo(squares, 12);
      expect(read(named(descent, 'adadelta.E[Δ²](x)')).item()).toBeCloseTo(steps, 12);
    }
    descent.close();
  });

  it('keeps ε inside unless told otherwise; outside, the first step is ε/(√((1−γ)g²) + ε) · g', () => {
    const taken = (options: AdadeltaOptions): number => 1 - afterSteps(1, { k: 3 }, { epsilon: 0.01, ...options });
    expect(taken({})).toBe(taken({ epsilonAt: 'inside' }));
    expect(taken({})).toBeCloseTo((0.1 / Math.sqrt(0.1 * 9 + 0.01)) * 3, 14);
    expect(taken({ epsilonAt: 'outside' })).toBeCloseTo((0.01 / (Math.sqrt(0.1 * 9) + 0.01)) * 3, 14);
  });

  it('goes the same way however steep the loss is', () => {
    const options = { epsilon: 1e-10 };
    const way = afterSteps(50, { k: 1 }, options);
    expect(way).toBeLessThan(0.9999);
    expect(afterSteps(50, { k: 1000 }, options)).toBeCloseTo(way, 8);
  });

  it('steps in the unit of the parameter: ε in that unit too, the way is the same', () => {
    const way = afterSteps(50, { k: 1e9 }, { epsilon: 1e-6 });
    expect(way).toBeLessThan(0.9);
    expect(afterSteps(50, { k: 1e9, unit: 1e-3 }, { epsilon: 1 })).toBeCloseTo(way, 6);
    expect(Math.abs(afterSteps(50, { k: 1e9, unit: 1e-3 }, { epsilon: 1e-6 }) - way)).toBeGreaterThan(0.05);
  });

  it('scales what it takes by a rate, if it is given one', () => {
    const taken = (learningRate: number): number => 1 - afterSteps(1, {}, { learningRate });
    expect(taken(0.5)).toBeCloseTo(taken(1) / 2, 14);
    expect(taken(1)).toBe(1 - afterSteps(1, {}, {}));
  });
});
