import { foldIn, key } from '@thalweg/tensor';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { adwin } from './adwin.ts';
import { ddm } from './ddm.ts';
import type { Detector } from './detector.ts';
import { eddm } from './eddm.ts';
import { hddmA } from './hddm-a.ts';
import { hddmW } from './hddm-w.ts';
import { indexSampler } from '../statistics/samples.ts';
import { kswin } from './kswin.ts';
import { pageHinkley } from './page-hinkley.ts';
import { shiftingBernoulli } from './shifting-bernoulli.ts';
import type { DriftStatus } from './drift-status.ts';

/** The distance of a statistic beyond the threshold of a drift, and of a warning; at or below 0 it is not reached. */
interface Beyond {
  readonly drift: number;
  readonly warning: number;
}

/** Returns the statistic of all values since the last drift, by the formula of the paper and without a state. */
type Naive = (values: readonly number[]) => Beyond;

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const mean = (values: readonly number[]): number => total(values) / values.length;
const variance = (values: readonly number[]): number => mean(values.map(value => (value - mean(values)) ** 2));
const nothing: Beyond = { drift: -1, warning: -1 };
const judged = ({ drift, warning }: Beyond): DriftStatus => (drift > 0 ? 'drift' : warning > 0 ? 'warning' : 'stable');

/** Returns whether a statistic is so near a threshold, such as 3 at 0.9 of 10/3, that rounding decides. */
const tied = (beyond: Beyond): boolean => Object.values(beyond).some(by => Math.abs(by) < 1e-12);

const naiveDdm: Naive = values => {
  const points = values
    .map((_, i) => ({ n: i + 1, p: mean(values.slice(0, i + 1)) }))
    .filter(({ n }) => n > 20)
    .map(({ n, p }) => ({ p, s: Math.sqrt((p * (1 - p)) / n) }));
  if (points.length === 0) return nothing;
  const least = points.reduce((a, b) => (b.p + b.s < a.p + a.s ? b : a));
  const { p, s } = points.at(-1)!;
  return { drift: p + s - least.p - 3 * least.s, warning: p + s - least.p - 2 * least.s };
};

const naiveEddm: Naive = values => {
  const places = values.flatMap((value, i) => (value === 1 ? [i + 1] : []));
  const distances = places.map((place, i) => place - (places[i - 1] ?? 0));
  const reaches = distances.map((_, i) => {
    const until = distances.slice(0, i + 1);
    return mean(until) + 2 * Math.sqrt(variance(until));
  });
  if (places.length <= 10) return nothing;
  const share = reaches.at(-1)! / Math.max(...reaches.filter((_, i) => places[i]! > 10));
  return { drift: values.at(-1) === 1 ? 0.9 - share : -1, warning: 0.95 - share };
};

const naivePageHinkley: Naive = values => {
  const offs = values.map((value, i) => value - mean(values.slice(0, i + 1)));
  const sums = (sign: number): number[] =>
    offs.map((_, i) => total(offs.slice(0, i + 1).map(off => sign * off - 0.05)));
  const above = ([up, down] = [sums(1), sums(-1)].map(sum => sum.at(-1)! - Math.min(...sum))): number =>
    Math.max(up!, down!);
  return { drift: values.length > 25 ? above() - 2 : -1, warning: -1 };
};

const naiveHddmA: Naive = values => {
  const risen = (signed: readonly number[]): number => {
    const bounds = signed.map((_, i) => mean(signed.slice(0, i + 1)) + Math.sqrt(Math.log(1 / 0.001) / (2 * (i + 1))));
    const cut = bounds.lastIndexOf(Math.min(...bounds)) + 1;
    const [n, gap] = [signed.length, mean(signed) - mean(signed.slice(0, cut))];
    return cut === n || gap < 0 ? 0 : gap / Math.sqrt((n - cut) / (2 * n * cut));
  };
  const most = Math.max(risen(values), risen(values.map(value => -value)));
  return { drift: most - Math.sqrt(Math.log(2 / 0.001)), warning: most - Math.sqrt(Math.log(2 / 0.005)) };
};

const weighted = (values: readonly number[]): { mean: number; squares: number } => ({
  mean: values.reduce((m, value) => m + 0.05 * (value - m)),
  squares: values.slice(1).reduce(sum => 0.05 * 0.05 + 0.95 * 0.95 * sum, 1),
});

const naiveHddmW: Naive = values => {
  const risen = (signed: readonly number[]): number => {
    const bounds = signed.map((_, i) => {
      const all = weighted(signed.slice(0, i + 1));
      return all.mean + Math.sqrt((all.squares * Math.log(1 / 0.001)) / 2);
    });
    const cut = bounds.indexOf(Math.min(...bounds)) + 1;
    if (cut === signed.length) return 0;
    const [before, after] = [weighted(signed.slice(0, cut)), weighted(signed.slice(cut))];
    return Math.max(0, after.mean - before.mean) / Math.sqrt((before.squares + after.squares) / 2);
  };
  const most = Math.max(risen(values), risen(values.map(value => -value)));
  return { drift: most - Math.sqrt(Math.log(1 / 0.001)), warning: most - Math.sqrt(Math.log(1 / 0.005)) };
};

/** Streams of eighths, which add up without rounding, or of bits, that change their law some times. */
const streams = (bits: boolean): fc.Arbitrary<number[]> =>
  fc
    .record({
      seed: fc.nat(),
      rates: fc.shuffledSubarray([0, 0.05, 0.2, 0.5, 0.9, 1], { minLength: 2, maxLength: 4 }),
      piece: fc.integer({ min: 20, max: 60 }),
    })
    .map(({ seed, rates, piece }) => {
      const shifts = {
        length: rates.length * piece,
        levels: rates,
        changes: rates.slice(1).map((_, i) => (i + 1) * piece),
      };
      const all = Array.from({ length: bits ? 1 : 8 }, (_, i) => shiftingBernoulli({ ...shifts, seed: seed + i }));
      return Array.from(all[0]!, (_, i) => total(all.map(stream => stream[i]!)) / all.length);
    });

function agree<S extends object>(detector: Detector<S>, naive: Naive, bits: boolean, ties: number[][] = []): void {
  const told: Record<DriftStatus, number> = { stable: 0, warning: 0, drift: 0 };
  fc.assert(
    fc.property(streams(bits), values => {
      const state = detector.initial();
      let since: number[] = [];
      for (const value of values) {
        since.push(value);
        const beyond = naive(since);
        const [status, said] = [judged(beyond), detector.step(state, value)];
        if (said !== status && tied(beyond)) return;
        expect(said).toBe(status);
        told[status]++;
        if (status === 'drift') since = [];
      }
    }),
    { numRuns: 40, examples: ties.map(tie => [tie]) },
  );
  // Agreement about nothing would prove nothing.
  expect(told.drift).toBeGreaterThan(5);
  if (detector.name !== 'pageHinkley') expect(told.warning).toBeGreaterThan(5);
}

test('ddm says what the whole history since the last drift says', () => agree(ddm({ warmUp: 20 }), naiveDdm, true));
// The mean distance and two deviations are 10/3 and 3 in the last one, whose share is 0.9 but for rounding.
const tie = [2, 1, 2, 2, 3, 2, 2, 1, 3, 1, 1, 2, 2, 1, 1, 1, 1, 2];
test('eddm says what the whole history since the last drift says', () =>
  agree(eddm({ warmUp: 10 }), naiveEddm, true, [tie.flatMap(distance => [...Array(distance - 1).fill(0), 1])]));
test('pageHinkley says what the whole history since the last drift says', () =>
  agree(pageHinkley({ threshold: 2, tolerance: 0.05, warmUp: 25, direction: 'both' }), naivePageHinkley, false));
test('hddmA says what the whole history since the last drift says', () =>
  agree(hddmA({ direction: 'both' }), naiveHddmA, false));
test('hddmW says what the whole history since the last drift says', () =>
  agree(hddmW({ direction: 'both' }), naiveHddmW, false));

test('the weighted mean of hddmW has weights λ(1 − λ)^k, and the sum of their squares', () => {
  const { initial, step } = hddmW({ lambda: 0.1, drift: 1e-9 });
  const state = initial();
  const values = Array.from(shiftingBernoulli({ seed: 3, length: 50, levels: [0.4], changes: [] }));
  for (const value of values) step(state, value);
  const weights = values.map((_, i) => (i === 0 ? 1 : 0.1) * 0.9 ** (values.length - 1 - i));
  expect(total(weights)).toBeCloseTo(1, 12);
  expect(state.rise.all.mean).toBeCloseTo(total(values.map((value, i) => value * weights[i]!)), 12);
  expect(state.rise.all.squares).toBeCloseTo(total(weights.map(weight => weight ** 2)), 12);
});

test('adwin says what a window that keeps every value says, in the same buckets', () => {
  let drifts = 0;
  fc.assert(
    fc.property(
      streams(false),
      fc.record({
        buckets: fc.integer({ min: 1, max: 5 }),
        every: fc.constantFrom<number>(1, 7),
        least: fc.constantFrom<number>(1, 5, 12),
      }),
      (values, options) => {
        const { initial, step } = adwin({ ...options, delta: 0.5 });
        const state = initial();
        let window: number[][] = [];
        values.forEach((value, i) => {
          window.push([value]);
          for (let size = 1; window.filter(bucket => bucket.length === size).length > options.buckets; size *= 2) {
            const at = window.findIndex(bucket => bucket.length === size);
            window.splice(at, 2, [...window[at]!, ...window[at + 1]!]);
          }
          const before = window.length;
          const differs = (): boolean =>
            window.some((_, cut) => {
              const [older, newer, all] = [window.slice(0, cut).flat(), window.slice(cut).flat(), window.flat()];
              if (older.length < options.least || newer.length < options.least) return false;
              const share = 1 / older.length + 1 / newer.length;
              const confidence = Math.log((2 * Math.log(all.length)) / 0.5);
              const epsilon = Math.sqrt(2 * share * variance(all) * confidence) + (2 / 3) * share * confidence;
              return Math.abs(mean(older) - mean(newer)) >= epsilon;
            });
          if ((i + 1) % options.every === 0) while (differs()) window = window.slice(1);
          const drifted = window.length < before;
          if (drifted) drifts++;
          expect(step(state, value)).toBe(drifted ? 'drift' : 'stable');
          expect(state.width).toBe(window.flat().length);
        });
      },
    ),
    {
      numRuns: 25,
      // Here a cut would be found at once if the older side could be as short as the ten zeros.
      examples: [[Array.from({ length: 60 }, (_, i) => (i < 10 ? 0 : 1)), { buckets: 5, every: 1, least: 12 }]],
    },
  );
  expect(drifts).toBeGreaterThan(5);
});

test('kswin says what the definition of the distance says, on the same samples', () => {
  const [window, newest, alpha] = [40, 15, 0.01];
  let drifts = 0;
  fc.assert(
    fc.property(streams(false), fc.nat(), (values, seed) => {
      const { initial, step } = kswin({ window, newest, alpha, seed });
      const state = initial();
      const sample = indexSampler(foldIn(key(seed), 'kswin'), window - newest, newest);
      let [since, draws]: [number[], number] = [[], 0];
      for (const value of values) {
        since.push(value);
        let drifted = false;
        if (since.length >= window) {
          const all = since.slice(-window);
          const [then, now] = [Array.from(sample(draws++), index => all[index]!), all.slice(-newest)];
          const below = (of: readonly number[], bound: number): number => of.filter(other => other <= bound).length;
          const apart = Math.max(...all.map(bound => Math.abs(below(then, bound) - below(now, bound)) / newest));
          drifted = apart > Math.sqrt(-Math.log(alpha) / newest);
          if (drifted) since = now;
        }
        expect(step(state, value)).toBe(drifted ? 'drift' : 'stable');
        if (drifted) drifts++;
      }
    }),
    { numRuns: 40 },
  );
  expect(drifts).toBeGreaterThan(5);
});
