import { constant, mul, parameter, read, sum, type Node } from '@thalweg/graph';
import { pipe } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { addDecayedWeights, scaleByLearningRate, sgd } from '../index.ts';
import { descend } from '../testing/descent.ts';

describe('addDecayedWeights', () => {
  it('adds λθ to each gradient', () => {
    const x = parameter([2, -4], { dtype: 'float64' });
    const slope = constant([1, 10], { dtype: 'float64' });
    const descent = descend(sum(mul(slope, x)), addDecayedWeights(0.25));
    expect(read(descent.updates.get(x as never)!).toArray()).toEqual([1.5, 9]);
    descent.close();
  });

  it('shrinks a weight without a gradient by 1 − ηλ in each step', () => {
    const x = parameter(8, { dtype: 'float64' });
    const descent = descend(mul(0, x), pipe(addDecayedWeights(0.5), sgd({ learningRate: 0.5 })));
    descent.step(3);
    expect(read(x).item()).toBe(8 * 0.75 ** 3);
    descent.close();
  });

  it('takes its decay from a schedule', () => {
    const x = parameter(1, { dtype: 'float64' });
    const decay = addDecayedWeights(t => mul(0.1, t) as Node<readonly []>);
    const descent = descend(mul(0, x), pipe(decay, scaleByLearningRate(1)));
    descent.step(2);
    expect(read(x).item()).toBeCloseTo(0.9 * 0.8, 12);
    descent.close();
  });
});
