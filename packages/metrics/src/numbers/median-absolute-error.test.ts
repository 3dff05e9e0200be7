import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeMetric, medianAbsoluteError, type Example } from '../index.ts';

/** The value by the bins of a stream that never ends. */
function binned(errors: readonly number[]): number {
  const metric = medianAbsoluteError();
  const state = metric.initial();
  for (const error of errors) {
    const example: Example = {
      classes: 1,
      score: error,
      scores: [],
      from: 0,
      target: 0,
      previous: 0,
      unit: 'step',
      number: 1,
    };
    metric.add(state, { seen: metric.seen(example), target: 0, weight: 1, numbers: new Float64Array(0), from: 0 });
  }
  return metric.value(state, 1);
}

const exact = (errors: readonly number[]): number =>
  computeMetric(medianAbsoluteError(), { prediction: [...errors], target: errors.map(() => 0) });

describe('medianAbsoluteError', () => {
  it('of a stream is within 1 % of the exact one, from 1e-12 to 1e12', () => {
    const error = fc.integer({ min: -119, max: 119 }).map(n => 10 ** (n / 10));
    fc.assert(
      fc.property(fc.array(error, { minLength: 1, maxLength: 30 }), errors => {
        const wanted = exact(errors);
        expect(Math.abs(binned(errors) - wanted)).toBeLessThanOrEqual(0.01 * wanted);
      }),
    );
  });

  it('takes the mean of the two in the middle, and 0 for smaller errors than it tells apart', () => {
    expect(exact([3, 1, 2])).toBe(2);
    expect(exact([3, 1, 2, 10])).toBe(2.5);
    expect(exact([])).toBeNaN();
    expect([binned([0, 0, 5]), binned([1e-13]), binned([])]).toEqual([0, 0, NaN]);
  });

  it('halves the weight, not the number of examples', () => {
    const weighted = { prediction: [1, 2, 3], target: [0, 0, 0], weight: [1, 1, 2] };
    expect(computeMetric(medianAbsoluteError(), weighted)).toBe(2.5);
    expect(computeMetric(medianAbsoluteError(), { ...weighted, weight: [1, 1, 2.5] })).toBe(3);
  });
});
