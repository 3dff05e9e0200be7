import fc from 'fast-check';
import { from } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { averagePrecision, rocAuc } from '@thalweg/metrics';
import { progressive } from './progressive.ts';
import { rolling } from './rolling.ts';

interface Row {
  readonly prediction: number;
  readonly target: number;
}

const rows = (score: fc.Arbitrary<number>): fc.Arbitrary<Row[]> =>
  fc
    .array(fc.record({ prediction: score, target: fc.nat(1) }), { minLength: 2, maxLength: 60 })
    .filter(all => all.some(({ target }) => target === 1) && all.some(({ target }) => target === 0));

const outcomes = (all: readonly Row[]): { prediction: number; target: number; step: number; loss: number }[] =>
  all.map((row, i) => ({ ...row, step: i, loss: 0 }));

/** Half the share of pairs in one bin; and the mean of how far precision can move within the bin of an example of class 1. */
function bounds(all: readonly Row[], binOf: (score: number) => number): { auc: number; precision: number } {
  const bins = new Map<number, [zeros: number, ones: number]>();
  for (const { prediction, target } of all) {
    const bin = bins.get(binOf(prediction)) ?? [0, 0];
    bin[target as 0 | 1]++;
    bins.set(binOf(prediction), bin);
  }
  const [zeros, ones] = [0, 1].map(label => all.filter(({ target }) => target === label).length) as [number, number];
  let [pairs, moves, T, F] = [0, 0, 0, 0];
  for (const [, [f, t]] of [...bins].sort(([a], [b]) => b - a)) {
    pairs += f * t;
    const worst = T + F + f === 0 ? 0 : T / (T + F + f);
    if (t > 0) moves += t * ((T + t) / (T + F + t) - worst);
    T += t;
    F += f;
  }
  return { auc: pairs / (2 * zeros * ones), precision: moves / ones };
}

describe.each([
  ['probabilities', {}, fc.double({ min: 0, max: 1, noNaN: true }), (p: number) => Math.log(p / (1 - p)), [-16, 16]],
  ['a range', { range: [-2, 3] }, fc.double({ min: -4, max: 4, noNaN: true }), (score: number) => score, [-2, 3]],
] as const)('binned scores of %s', (_, options, score, place, [least, largest]) => {
  it.each([2, 7, 64, 4096])('are wrong by no more than is said, with %i bins', bins => {
    const binOf = (given: number): number =>
      Math.max(0, Math.min(bins - 1, Math.floor(((place(given) - least) / (largest - least)) * bins)));
    let apart = 0;
    fc.assert(
      fc.property(rows(score), all => {
        const metrics = { auc: rocAuc({ bins, ...options }), precision: averagePrecision({ bins, ...options }) };
        const binned = progressive(metrics);
        const exact = rolling(metrics, all.length);
        from(outcomes(all)).pipe(binned).subscribe();
        from(outcomes(all)).pipe(exact).subscribe();
        const [found, wanted] = [binned.now().metrics, exact.now().metrics];
        const may = bounds(all, binOf);
        expect(Math.abs(found.auc - wanted.auc)).toBeLessThanOrEqual(may.auc + 1e-12);
        expect(Math.abs(found.precision - wanted.precision)).toBeLessThanOrEqual(may.precision + 1e-12);
        apart = Math.max(apart, Math.abs(found.auc - wanted.auc));
      }),
      { numRuns: 100 },
    );
    if (bins < 10) expect(apart).toBeGreaterThan(0);
  });
});

describe('order metrics', () => {
  it('refuse scores that are no probabilities where they must be binned, and say what to do', () => {
    const errors: Error[] = [];
    from(outcomes([{ prediction: 1.5, target: 1 }]))
      .pipe(progressive(rocAuc()))
      .subscribe({ error: (error: Error) => errors.push(error) });
    expect(errors[0]!.message).toContain('rocAuc: a prediction must be a probability, got 1.5 at step 0.');
  });

  it('refuse bins and ranges that mean nothing', () => {
    for (const bins of [0, 1, 2.5, NaN]) expect(() => rocAuc({ bins })).toThrow('rocAuc: bins must be');
    for (const range of [
      [0, 0],
      [1, 0],
      [NaN, 1],
      [-Infinity, 1],
    ] as const)
      expect(() => averagePrecision({ range })).toThrow('averagePrecision: range must be');
  });
});
