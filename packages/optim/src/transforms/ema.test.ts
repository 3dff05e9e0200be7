import { mul, parameter, read } from '@thalweg/graph';
import { BehaviorSubject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { ema, type EmaOptions } from '../index.ts';
import { descend, named } from '../testing/descent.ts';

/** How far each step goes on a slope of 1. */
function strides(options: EmaOptions): number[] {
  const x = parameter(0, { dtype: 'float64', name: 'x' });
  const descent = descend(mul(-1, x), ema(options));
  const found = [1, 2, 3].map(() => {
    const before = read(x).item();
    descent.step();
    return read(x).item() - before;
  });
  descent.close();
  return found;
}

describe('ema', () => {
  it('is the gradient itself from the first step on where it stays the same', () => {
    expect(strides({ decay: 0.5 })).toEqual([1, 1, 1]);
  });

  it('begins at zero when it is not debiased', () => {
    expect(strides({ decay: 0.5, debias: false })).toEqual([0.5, 0.75, 0.875]);
  });

  it('stays without bias when its decay moves', () => {
    const decay = new BehaviorSubject(0.5);
    const x = parameter(0, { dtype: 'float64', name: 'x' });
    const descent = descend(mul(-3, x), ema({ decay }));
    descent.step();
    decay.next(0.75);
    descent.step();
    expect(read(x).item()).toBeCloseTo(6, 14);
    expect(read(named(descent, 'ema.m(x)')).item()).toBeCloseTo(-3 * (1 - 0.5 * 0.75), 14);
    descent.close();
  });
});
