import { mul, parameter, read } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { clipByValue } from '../index.ts';
import { clipped } from '../testing/clipped.ts';
import { descend } from '../testing/descent.ts';

describe('clipByValue', () => {
  it('holds each element between the limits', () => {
    expect(clipped(clipByValue(1.5), [[3, -4, 1.5], [-1]])).toEqual([[1.5, -1.5, 1.5], [-1]]);
    expect(clipped(clipByValue(0), [[3, -4], [0]])).toEqual([[0, 0], [0]]);
  });

  it('takes a limit from a schedule', () => {
    const x = parameter(0, { dtype: 'float64' });
    const descent = descend(
      mul(-10, x),
      clipByValue(step => step),
    );
    descent.step(3);
    expect(read(x).item()).toBe(1 + 2 + 3);
    descent.close();
  });
});
