import { constant, input, mul, parameter, read, square, sum, type Node } from '@thalweg/graph';
import { pipe } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { adam, clipByGlobalNorm, scaleByAdam } from '../index.ts';
import { descend, named } from '../testing/descent.ts';

describe('adam', () => {
  it('takes its first three steps by the formula', () => {
    const x = parameter(2, { dtype: 'float64', name: 'x' });
    const [rate, b1, b2, epsilon] = [0.1, 0.8, 0.9, 0.01];
    const descent = descend(mul(1.5, square(x)), adam({ learningRate: rate, beta1: b1, beta2: b2, epsilon }));
    let [theta, m, v] = [2, 0, 0];
    for (let t = 1; t <= 3; t++) {
      descent.step();
      const g = 3 * theta;
      m = b1 * m + (1 - b1) * g;
      v = b2 * v + (1 - b2) * g ** 2;
      const [corrected, spread] = [m / (1 - b1 ** t), v / (1 - b2 ** t)];
      theta -= (rate * corrected) / (Math.sqrt(spread) + epsilon);
      expect(read(x).item()).toBeCloseTo(theta, 12);
      expect(read(named(descent, 'adam.m(x)')).item()).toBeCloseTo(m, 12);
      expect(read(named(descent, 'adam.v(x)')).item()).toBeCloseTo(v, 12);
    }
    descent.close();
  });

  it('moves by its rate in the first step, however large the gradient, ε aside', () => {
    const x = parameter([1e-4, 1, 1e4], { dtype: 'float64' });
    const descent = descend(
      sum(mul(constant([1e-3, -1, 1e5], { dtype: 'float64' }), x)),
      adam({ learningRate: 0.5, epsilon: 0 }),
    );
    descent.step();
    const moved = read(x)
      .toArray()
      .map((value, i) => value - [1e-4, 1, 1e4][i]!);
    moved.forEach((by, i) => expect(by).toBeCloseTo([-0.5, 0.5, -0.5][i]!, 9));
    descent.close();
  });

  it('stays right when β is moved during the run: the correction is the product of the βs that were', () => {
    const beta = input('beta', [], 'float64');
    const x = parameter(1, { dtype: 'float64', name: 'x' });
    const descent = descend(mul(2, x), scaleByAdam({ beta1: beta }));
    beta.set(0.9);
    descent.step();
    beta.set(0.5);
    descent.step();
    const m = 0.5 * (0.1 * 2) + 0.5 * 2;
    const direction = m / (1 - 0.9 * 0.5) / (2 + 1e-8);
    expect(read(x).item()).toBeCloseTo(1 - 1 - direction, 7);
    descent.close();
  });

  it('leaves a parameter alone whose gradient is zero', () => {
    const x = parameter([3, 4]);
    const descent = descend(sum(mul(0, x)), adam());
    descent.step(3);
    expect(read(x).toArray()).toEqual([3, 4]);
    descent.close();
  });

  it('names its memory after the parameter, and lets it be watched like any wire', () => {
    const weight = parameter([2], { name: 'dense1/weight', dtype: 'float64' });
    const descent = descend(sum(mul(4, weight)), pipe(clipByGlobalNorm(1), adam({ beta1: 0.5, beta2: 0.5 })));
    const seen: Record<string, number[]> = { m: [], v: [] };
    for (const moment of ['m', 'v'])
      named(descent, `adam.${moment}(dense1/weight)`).subscribe(value => seen[moment]!.push(value.item()));
    descent.step(2);
    // Clipped, every gradient is 1.
    expect(seen).toEqual({ m: [0, 0.5, 0.75], v: [0, 0.5, 0.75] });
    descent.close();
  });

  it('has a memory of its own wherever one value is used', () => {
    const optimizer = adam({ learningRate: 0.1 });
    const [x, y] = [parameter(1, { dtype: 'float64', name: 'x' }), parameter(1, { dtype: 'float64', name: 'x' })];
    const [first, second] = [descend(square(x), optimizer), descend(square(y), optimizer)];
    first.step(5);
    expect(read(named(second, 'adam.m(x)')).item()).toBe(0);
    second.step(5);
    expect(read(y).item()).toBe(read(x).item());
    first.close();
    second.close();
  });

  it('keeps its memory in the precision of the parameter', () => {
    for (const dtype of ['float32', 'float64'] as const) {
      const x = parameter([1, 2], { dtype, name: 'x' });
      const descent = descend(sum(square(x)) as Node, adam());
      expect([named(descent, 'adam.m(x)').dtype, named(descent, 'adam.v(x)').dtype]).toEqual([dtype, dtype]);
      descent.step();
      descent.close();
    }
  });
});
