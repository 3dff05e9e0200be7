import { fc, test } from '@fast-check/vitest';
import { from } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { stateful } from '../state/stateful.ts';
import { exponentialMoments } from './exponential-moments.ts';
import { mergeStatistics } from './merge-statistics.ts';
import { quantileSketch } from './quantile-sketch.ts';
import { runningCount } from './running-count.ts';
import { runningMaximum } from './running-maximum.ts';
import { runningMean } from './running-mean.ts';
import { runningMinimum } from './running-minimum.ts';
import { runningQuantile } from './running-quantile.ts';
import { runningSum } from './running-sum.ts';
import { runningVariance } from './running-variance.ts';
import type { Statistic } from './statistic.ts';
import { windowedMoments } from './windowed-moments.ts';
import { windowedQuantile } from './windowed-quantile.ts';

// Not −0, which equals 0: which of the two is the least depends on the order.
const number = fc
  .oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constantFrom(0, NaN, 1, 1e-300, 5e-324, 1e300, -1e-9))
  .map(x => x + 0);
const modest = fc.oneof(fc.double({ min: -100, max: 100, noNaN: true }), fc.constantFrom(0, NaN, 3, 3));
const shardsOf = (of: typeof number) => fc.array(fc.array(of, { maxLength: 20 }), { maxLength: 5 });

function savedOf(statistic: Statistic, numbers: readonly number[]) {
  const operator = stateful(statistic);
  from(numbers).pipe(operator).subscribe();
  return operator.save();
}

const merged = (statistic: Statistic, shards: readonly (readonly number[])[]) =>
  mergeStatistics(
    statistic,
    shards.map(shard => savedOf(statistic, shard)),
  );

/** Statistics whose merged state must be that of the whole stream, to the last bit. */
const exact: readonly (readonly [string, () => Statistic])[] = [
  ['count', runningCount],
  ['minimum', runningMinimum],
  ['maximum', runningMaximum],
  ['median', () => quantileSketch(0.5)],
  ['0.9 quantile of few bins', () => quantileSketch(0.9, { accuracy: 0.3, octaves: 2 })],
];

describe.each(exact)('the merged %s', (_, make) => {
  test.prop([shardsOf(number)])('is that of the whole stream, bit by bit, in any order', shards => {
    const whole = savedOf(make(), shards.flat());
    expect(merged(make(), shards).save()).toEqual(whole);
    expect(merged(make(), [...shards].reverse()).save()).toEqual(whole);
  });
});

const rounded: readonly (readonly [string, () => Statistic])[] = [
  ['sum', runningSum],
  ['mean', runningMean],
  ['variance', runningVariance],
];

describe.each(rounded)('the merged %s', (_, make) => {
  test.prop([shardsOf(modest)])('is that of the whole stream but for rounding', shards => {
    const found = merged(make(), shards).now();
    const wanted = merged(make(), [shards.flat()]).now();
    if (Number.isNaN(wanted)) expect(found).toBeNaN();
    else expect(Math.abs(found - wanted)).toBeLessThanOrEqual(1e-12 * 1e4);
  });

  test.prop([shardsOf(modest), fc.array(modest, { minLength: 1 })])('goes on with further numbers', (shards, more) => {
    const operator = merged(make(), shards);
    from(more).pipe(operator).subscribe();
    const wanted = merged(make(), [[...shards.flat(), ...more]]).now();
    if (Number.isNaN(wanted)) expect(operator.now()).toBeNaN();
    else expect(Math.abs(operator.now() - wanted)).toBeLessThanOrEqual(1e-12 * 1e4);
  });
});

describe('mergeStatistics', () => {
  it('loses no digits of numbers far from zero', () => {
    const shards = [[1e9, 1e9 + 2], [1e9 + 4, 1e9 + 6, 1e9 + 8], [], [1e9 + 10]];
    expect(merged(runningVariance(), shards).now()).toBeCloseTo(35 / 3, 9);
    expect(merged(runningSum(), [[1e17, 1], [1, -1e17], [1]]).now()).toBe(3);
  }); // prettier-ignore

  it('refuses statistics that depend on the order of the numbers, and states of others', () => {
    const ordered = [
      runningMean(windowedMoments(3)),
      runningVariance(exponentialMoments({ alpha: 0.1 })),
      runningQuantile(0.5),
      windowedQuantile(0.5, 3),
    ];
    for (const statistic of ordered)
      expect(() => mergeStatistics(statistic, [])).toThrow(
        `mergeStatistics: the statistic must not depend on the order of the numbers, got ${statistic.name}`,
      );
    expect(() => mergeStatistics(runningMean(), [savedOf(runningVariance(), [1])])).toThrow('must be of runningMean');
    const other = savedOf(quantileSketch(0.5, { accuracy: 0.1 }), [1]);
    expect(() => mergeStatistics(quantileSketch(0.5), [other])).toThrow('settings');
    expect(() => mergeStatistics(runningMean(), 3 as never)).toThrow('shards');
  });
});

describe('quantileSketch', () => {
  const apart = fc.array(fc.oneof(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), fc.double({ min: -1e3, max: -1e-3, noNaN: true }), fc.constant(0)), { minLength: 1, maxLength: 60 }); // prettier-ignore

  test.prop([apart, fc.double({ min: 0.01, max: 0.99, noNaN: true }), fc.constantFrom(0.3, 0.05, 0.01, 0.001)])(
    'is within its accuracy of the number of the rank',
    (numbers, p, accuracy) => {
      const found = merged(quantileSketch(p, { accuracy }), [numbers]).now();
      const wanted = [...numbers].sort((a, b) => a - b)[Math.floor(p * (numbers.length - 1))]!;
      expect(Math.abs(found - wanted)).toBeLessThanOrEqual(accuracy * Math.abs(wanted) * (1 + 1e-12));
    },
  );

  it('stays accurate for numbers near the largest, however small others are', () => {
    const numbers = Array.from({ length: 1000 }, (_, i) => 2 ** ((i * 7) % 100));
    const found = merged(quantileSketch(0.95, { accuracy: 0.02, octaves: 10 }), [numbers]).now();
    expect(Math.abs(found / 2 ** 94 - 1)).toBeLessThanOrEqual(0.02);
    const low = merged(quantileSketch(0.1, { accuracy: 0.02, octaves: 10 }), [numbers]).now();
    expect(low).toBeLessThanOrEqual(2 ** 91);
  });

  it('refuses options out of range', () => {
    expect(() => quantileSketch(1)).toThrow('p must be above 0 and below 1');
    expect(() => quantileSketch(0.5, { accuracy: 0 })).toThrow('accuracy must be above 0 and below 1');
    expect(() => quantileSketch(0.5, { octaves: 1.5 })).toThrow('octaves must be a whole number');
  });
});
