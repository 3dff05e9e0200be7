import { readFileSync } from 'node:fs';
import { fc, test } from '@fast-check/vitest';
import { DataError } from '@thalweg/data';
import { from } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { KeptState } from '../state/kept-state.ts';
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
import { windowedExtremes } from './windowed-extremes.ts';
import { windowedMoments } from './windowed-moments.ts';
import { windowedQuantile } from './windowed-quantile.ts';

/** What a statistic says after each number of a stream. */
function follow({ initial, step }: Statistic, stream: readonly number[]): number[] {
  const state = initial();
  return stream.map(x => step(state, x));
}

type Naive = (seen: readonly number[]) => number;

const weighted = (seen: readonly number[], kept: number, of: (x: number) => number): number => {
  const weights = seen.map((_, i) => kept ** (seen.length - 1 - i));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return seen.reduce((sum, x, i) => sum + weights[i]! * of(x), 0) / total;
};

const mean: Naive = seen => weighted(seen, 1, x => x);

const variance: Naive = seen => weighted(seen, 1, x => (x - mean(seen)) ** 2);

const quantile = (seen: readonly number[], p: number): number => {
  const sorted = [...seen].sort((a, b) => a - b);
  const place = p * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
  return below + (place - Math.floor(place)) * (above - below);
};

const last =
  (length: number, of: Naive): Naive =>
  seen =>
    of(seen.slice(-length));

/** Each statistic, and what it must say of all numbers so far. */
const rows: readonly (readonly [name: string, statisticOf: Statistic, naive: Naive])[] = [
  ['mean', runningMean(), mean],
  ['variance', runningVariance(), variance],
  ['mean with a half-life of 3', runningMean(exponentialMoments({ halfLife: 3 })), seen => weighted(seen, 2 ** (-1 / 3), x => x)],
  ['variance with an alpha of 0.1', runningVariance(exponentialMoments({ alpha: 0.1 })),
    seen => weighted(seen, 0.9, x => (x - weighted(seen, 0.9, y => y)) ** 2)],
  ['mean with an alpha of 1', runningMean(exponentialMoments({ alpha: 1 })), last(1, mean)],
  ...[1, 2, 7].flatMap((length): [string, Statistic, Naive][] => [
    [`mean of the last ${length}`, runningMean(windowedMoments(length)), last(length, mean)],
    [`variance of the last ${length}`, runningVariance(windowedMoments(length)), last(length, variance)],
    [`minimum of the last ${length}`, runningMinimum(windowedExtremes(length)), last(length, seen => Math.min(...seen))],
    [`maximum of the last ${length}`, runningMaximum(windowedExtremes(length)), last(length, seen => Math.max(...seen))],
    [`median of the last ${length}`, windowedQuantile(0.5, length), last(length, seen => quantile(seen, 0.5))],
    [`0.9 quantile of the last ${length}`, windowedQuantile(0.9, length), last(length, seen => quantile(seen, 0.9))],
  ]),
  ['minimum', runningMinimum(), seen => Math.min(...seen)],
  ['maximum', runningMaximum(), seen => Math.max(...seen)],
  ['count', runningCount(), seen => seen.length],
  ['sum', runningSum(), seen => seen.reduce((sum, x) => sum + x, 0)],
]; // prettier-ignore

const number = fc.oneof(fc.double({ min: -100, max: 100, noNaN: true }), fc.constantFrom(0, -0, 1, 2, 2, 3, NaN));

const stream = fc.array(number, { maxLength: 40 });

const near = (found: number, wanted: number, scale: number): boolean =>
  Number.isNaN(wanted) ? Number.isNaN(found) : Math.abs(found - wanted) <= 1e-12 * scale;

describe.each(rows)('%s', (name, statisticOf, naive) => {
  test.prop([stream])('is that of all numbers so far, or of the last ones, and NaN is none', given => {
    const empty = name === 'count' || name === 'sum' ? 0 : NaN;
    follow(statisticOf, given).forEach((found, i) => {
      const seen = given.slice(0, i + 1).filter(x => !Number.isNaN(x));
      const wanted = seen.length === 0 ? empty : naive(seen);
      expect(near(found, wanted, 1e4), `${found} for ${wanted} of ${seen.join()}`).toBe(true);
    });
  });
});

const streamOf = (length: number): number[] => Array.from({ length }, (_, i) => Math.sin(i * i) * 10);

describe.each([...rows.map(([name, one]) => ({ name, one })), { name: 'quantile', one: runningQuantile(0.3) }])(
  '$name',
  ({ name, one }) => {
    it('goes on with the same bits after it was kept and put back', () => {
      const numbers = streamOf(61);
      for (const at of [0, 3, 20, 37]) {
        const [first, second] = [new KeptState(one), new KeptState(one)];
        for (const x of numbers.slice(0, at)) one.step(first.now, x);
        second.prepare(structuredCloneOf(first.save()))();
        const rest = numbers.slice(at).map(x => [one.step(first.now, x), one.step(second.now, x)] as const);
        for (const [before, after] of rest) expect(after).toBe(before);
      }
    });

    it('refuses infinite numbers and leaves the state as it was', () => {
      const state = one.initial();
      for (const x of streamOf(9)) one.step(state, x);
      const before = [...state.cells];
      for (const x of [Infinity, -Infinity]) expect(() => one.step(state, x)).toThrow(DataError);
      expect([...state.cells]).toEqual(before);
      expect(() => one.step(state, Infinity)).toThrow(/: a number must be finite, got Infinity\. /);
    });

    it('keeps as many numbers after a long stream as before', () => {
      const state = one.initial();
      const size = state.cells.length;
      for (const x of streamOf(1000)) one.step(state, x);
      expect([Object.keys(state), state.cells.length]).toEqual([['cells'], size]);
      expect(size).toBeLessThan(24);
    });

    it('says the same of NaN as before it', () => {
      const [plain, mixed] = [one.initial(), one.initial()];
      for (const x of streamOf(23)) {
        const wanted = one.step(plain, x);
        one.step(mixed, x);
        expect(one.step(mixed, NaN), name).toBe(wanted);
      }
    });
  },
);

/** What was saved, through JSON where it is JSON. */
function structuredCloneOf(saved: ReturnType<KeptState<object>['save']>): typeof saved {
  return { tensors: saved.tensors, values: JSON.parse(JSON.stringify(saved.values)) };
}

describe('windows', () => {
  test.prop([fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 9 })])(
    'of numbers far from zero have the variance of their distances',
    (given, length) => {
      const far = given.map(x => x + 1e6);
      const found = follow(runningVariance(windowedMoments(length)), far);
      found.forEach((value, i) => {
        const window = far.slice(0, i + 1).slice(-length).map(x => x - 1e6);
        expect(Math.abs(value - variance(window))).toBeLessThan(1e-9);
      });
    },
  ); // prettier-ignore

  it('forget a huge number when it leaves', () => {
    const numbers = [1e15, ...streamOf(50)];
    const means = follow(runningMean(windowedMoments(8)), numbers);
    const variances = follow(runningVariance(windowedMoments(8)), numbers);
    for (let i = 8; i < numbers.length; i++) {
      const window = numbers.slice(i - 7, i + 1);
      expect(means[i]).toBeCloseTo(mean(window), 12);
      expect(variances[i]).toBeCloseTo(variance(window), 11);
    }
  });
});

it('the sum keeps small numbers beside a large one', () => {
  const numbers = [1e17, ...Array.from({ length: 1000 }, () => 1), -1e17];
  expect(follow(runningSum(), numbers).at(-1)).toBe(1000);
});

it('the variance of equal numbers is 0, whatever they are', () => {
  for (const of of [undefined, exponentialMoments({ alpha: 0.3 }), windowedMoments(3)])
    expect(
      new Set(
        follow(
          runningVariance(of),
          Array.from({ length: 20 }, () => 0.1),
        ),
      ),
    ).toEqual(new Set([0]));
});

describe('runningQuantile', () => {
  const { quantiles } = JSON.parse(
    readFileSync(new URL('../../../../tools/laws/reference/online-features.json', import.meta.url), 'utf8'),
  ) as { quantiles: { p: number; stream: number[]; estimates: number[] }[] };

  it('ends where the example of the paper ends', () => {
    const example = [0.02, 0.15, 0.74, 3.39, 0.83, 22.37, 10.15, 15.43, 38.62, 15.92, 34.6, 10.28, 1.47, 0.4, 0.05, 11.39, 0.27, 0.42, 0.09, 11.37]; // prettier-ignore
    expect(follow(runningQuantile(0.5), example).at(-1)!.toFixed(2)).toBe('4.44');
  });

  it.each(quantiles)('estimates the $p quantile as the algorithm does in Python', ({ p, stream, estimates }) => {
    follow(runningQuantile(p), stream).forEach((found, i) => expect(found).toBeCloseTo(estimates[i]!, 12));
  });

  it('comes near the quantiles of a uniform stream, and stays at ties', () => {
    // The fractional parts of multiples of the golden ratio fill the interval evenly.
    const uniform = Array.from({ length: 20_000 }, (_, i) => (i * 0.6180339887498949) % 1);
    for (const p of [0.01, 0.25, 0.5, 0.9, 0.99]) expect(follow(runningQuantile(p), uniform).at(-1)).toBeCloseTo(p, 2);
    expect(
      follow(
        runningQuantile(0.9),
        Array.from({ length: 100 }, () => 3),
      ).at(-1),
    ).toBe(3);
  });

  test.prop([fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 80 })])(
    'stays between the least and the largest number',
    given => {
      const found = follow(runningQuantile(0.7), given).at(-1)!;
      expect(found >= Math.min(...given) && found <= Math.max(...given)).toBe(true);
    },
  );
});

it.each([
  [() => runningQuantile(0), 'runningQuantile: p must be above 0 and below 1, got 0. Try 0.5, the median.'],
  [() => windowedQuantile(NaN, 3), 'windowedQuantile: p must be above 0 and below 1, got NaN.'],
  [() => windowedQuantile(0.5, 0), 'windowedQuantile: a window must be a whole number, at least 1, got 0. Try 100.'],
  [() => windowedMoments(2.5), 'windowedMoments: a window must be a whole number, at least 1, got 2.5.'],
  [() => windowedExtremes(Infinity), 'windowedExtremes: a window must be a whole number, at least 1, got Infinity.'],
  [() => exponentialMoments({ halfLife: 0 }), 'exponentialMoments: halfLife must be above 0, got 0. Try 1000.'],
  [() => exponentialMoments({ alpha: 1.1 }), 'exponentialMoments: alpha must be above 0 and at most 1, got 1.1.'],
  [() => exponentialMoments({} as never), 'exponentialMoments: alpha must be above 0 and at most 1, got undefined.'],
])('refuses options that cannot be: %s', (make, message) => {
  expect(make).toThrow(message);
});

// Not −0, which equals 0: which of the two is the least depends on the order.
const element = fc
  .oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constantFrom(0, NaN, 1, 1e-300, 5e-324, 1e300, -1e-9))
  .map(x => x + 0);

const modest = fc.oneof(fc.double({ min: -100, max: 100, noNaN: true }), fc.constantFrom(0, NaN, 3, 3));

const shardsOf = (of: typeof element) => fc.array(fc.array(of, { maxLength: 20 }), { maxLength: 5 });

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
  test.prop([shardsOf(element)])('is that of the whole stream, bit by bit, in any order', shards => {
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
