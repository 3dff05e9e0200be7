import { mul, parameter, read, square } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { lookahead, sgd } from '../index.ts';
import { descend, named } from '../testing/descent.ts';

describe('lookahead', () => {
  it('takes k steps, then goes back to slow weights, as the rule has it in plain numbers', () => {
    const [rate, every, part] = [0.1, 3, 0.25];
    const x = parameter(2, { dtype: 'float64', name: 'x' });
    const descent = descend(square(x), lookahead(sgd({ learningRate: rate }), { every, rate: part }));
    let [fast, slow] = [2, 2];
    for (let step = 1; step <= 12; step++) {
      descent.step();
      fast -= rate * 2 * fast;
      if (step % every === 0) fast = slow += part * (fast - slow);
      expect(read(x).item()).toBeCloseTo(fast, 14);
      expect(read(named(descent, 'lookahead.φ(x)')).item()).toBeCloseTo(slow, 14);
    }
    descent.close();
  });

  it('begins from where the parameter is at the first step, not at its first value', () => {
    const x = parameter(2, { dtype: 'float64', name: 'x' });
    const descent = descend(mul(1, x), lookahead(sgd({ learningRate: 1 }), { every: 2, rate: 0.5 }));
    x.set(10);
    descent.step(2);
    expect(read(x).item()).toBe(9);
    descent.close();
  });
});
