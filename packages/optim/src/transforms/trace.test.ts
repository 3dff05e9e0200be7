import { mul, parameter, read } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { trace, type TraceOptions } from '../index.ts';
import { descend } from '../testing/descent.ts';

/** How far each step goes on a slope of 1. */
function strides(options: TraceOptions): number[] {
  const x = parameter(0, { dtype: 'float64' });
  const descent = descend(mul(-1, x), trace(options));
  const at = [0, 1, 2, 3].map(steps => (steps > 0 ? (descent.step(), read(x).item()) : 0));
  descent.close();
  return at.slice(1).map((now, i) => now - at[i]!);
}

describe('trace', () => {
  it('adds up gradients that fade by the decay', () => {
    expect(strides({ decay: 0.5 })).toEqual([1, 1.5, 1.75]);
  });

  it('looks one step ahead when it is told to', () => {
    expect(strides({ decay: 0.5, nesterov: true })).toEqual([1.5, 1.75, 1.875]);
  });

  it('lets the gradient through where nothing is kept', () => {
    expect(strides({ decay: 0 })).toEqual([1, 1, 1]);
  });
});
