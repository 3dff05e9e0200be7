import { mul, parameter, read, square } from '@thalweg/graph';
import { pipe } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { adam, adamw, addDecayedWeights } from '../index.ts';
import { descend } from '../testing/descent.ts';

describe('adamw', () => {
  it('takes its first three steps by the formula', () => {
    const x = parameter(2, { dtype: 'float64', name: 'x' });
    const [rate, b1, b2, epsilon, decay] = [0.1, 0.8, 0.9, 0.01, 0.25];
    const descent = descend(mul(1.5, square(x)), adamw({ learningRate: rate, beta1: b1, beta2: b2, epsilon, decay }));
    let [theta, m, v] = [2, 0, 0];
    for (let t = 1; t <= 3; t++) {
      descent.step();
      const g = 3 * theta;
      m = b1 * m + (1 - b1) * g;
      v = b2 * v + (1 - b2) * g ** 2;
      theta -= rate * (m / (1 - b1 ** t) / (Math.sqrt(v / (1 - b2 ** t)) + epsilon) + decay * theta);
      expect(read(x).item()).toBeCloseTo(theta, 12);
    }
    descent.close();
  });

  it('is Adam without decay, and decays by 0.01 unless told otherwise', () => {
    const after = (optimizer: ReturnType<typeof adam>): number => {
      const x = parameter(2, { dtype: 'float64' });
      const descent = descend(square(x), optimizer);
      descent.step(5);
      descent.close();
      return read(x).item();
    };
    expect(after(adamw({ decay: 0 }))).toBe(after(adam()));
    expect(after(adamw())).toBe(after(adamw({ decay: 0.01 })));
    expect(after(adamw())).not.toBe(after(adam()));
  });

  it('decays apart from the moments: a penalty on the gradient would be divided by √v̂', () => {
    const shrunk = (optimizer: ReturnType<typeof adam>): number => {
      const x = parameter(8, { dtype: 'float64' });
      const descent = descend(mul(0, x), optimizer);
      descent.step();
      descent.close();
      return 8 - read(x).item();
    };
    expect(shrunk(adamw({ learningRate: 0.1, decay: 0.5 }))).toBeCloseTo(0.1 * 0.5 * 8, 12);
    expect(shrunk(pipe(addDecayedWeights(0.5), adam({ learningRate: 0.1 })))).toBeCloseTo(0.1, 8);
  });
});
