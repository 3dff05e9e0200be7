import { mul, parameter, read, square, type Node } from '@thalweg/graph';
import { pipe } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { scale, sgd } from '../index.ts';
import { descend } from '../testing/descent.ts';

describe('scale', () => {
  it('makes an ascent of a descent', () => {
    const x = parameter(1, { dtype: 'float64' });
    const descent = descend(square(x), pipe(sgd({ learningRate: 0.25 }), scale(-1)));
    descent.step(2);
    expect(read(x).item()).toBe(1.5 ** 2);
    descent.close();
  });

  it('takes its factor from a schedule', () => {
    const x = parameter(0, { dtype: 'float64' });
    const descent = descend(
      x,
      scale(step => mul(-1, step) as Node<readonly []>),
    );
    descent.step(3);
    expect(read(x).item()).toBe(1 + 2 + 3);
    descent.close();
  });
});
