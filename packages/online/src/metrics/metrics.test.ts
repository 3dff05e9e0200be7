import {
  accuracy,
  averagePrecision,
  balancedAccuracy,
  calibrationError,
  confusionMatrix,
  f1,
  kappa,
  logLoss,
  mae,
  mcc,
  type Metric,
  r2,
  rmse,
  rocAuc,
} from '@thalweg/metrics';
import { tensor } from '@thalweg/tensor';
import fc from 'fast-check';
import { from, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../learn/outcome.ts';
import { progressive } from './progressive.ts';
import { rolling } from './rolling.ts';

const scalars = {
  accuracy: accuracy(),
  balancedAccuracy: balancedAccuracy(),
  f1: f1(),
  mcc: mcc(),
  kappa: kappa(),
  logLoss: logLoss(),
  calibrationError: calibrationError(),
  rocAuc: rocAuc(),
  averagePrecision: averagePrecision(),
  mae: mae(),
  rmse: rmse(),
  r2: r2(),
};

type Pair = readonly [prediction: number | readonly number[], target: number];

function valueOf<V>(metric: Metric<V>, ...pairs: readonly Pair[]): V {
  const operator = progressive({ metric });
  let thrown: Error | undefined;
  from(pairs.map(([prediction, target], i) => ({ step: i + 1, prediction: read(prediction), target, loss: 0 })))
    .pipe(operator)
    .subscribe({ error: (error: Error) => (thrown = error) });
  if (thrown !== undefined) throw thrown;
  return operator.now().metrics.metric as V;
}

const read = (prediction: number | readonly number[]): ReturnType<typeof tensor> | number =>
  typeof prediction === 'number' ? prediction : tensor(Float64Array.from(prediction));

describe('metrics', () => {
  it('have no value of no examples', () => {
    const { metrics } = progressive(scalars).now();
    for (const [name, value] of Object.entries(metrics)) expect(value, name).toBeNaN();
    expect(progressive(confusionMatrix()).now().metrics.confusionMatrix.toArray()).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  it('have the values that are stated where all is one class', () => {
    expect([mcc(), kappa()].map(metric => valueOf<number>(metric, [1, 1], [1, 1]))).toEqual([0, 0]);
    expect([f1(), balancedAccuracy()].map(metric => valueOf<number>(metric, [0, 0]))).toEqual([0, 1]);
    expect([rocAuc(), averagePrecision()].map(metric => valueOf<number>(metric, [0.3, 0]))).toEqual([NaN, NaN]);
    expect(valueOf(averagePrecision(), [0.3, 1])).toBe(1);
  });

  it('leave classes that were neither true nor predicted out of the macro average', () => {
    const right: Pair[] = [
      [[0.8, 0.1, 0.1], 0],
      [[0.1, 0.8, 0.1], 1],
    ];
    expect(valueOf(f1({ classes: 3 }), ...right)).toBe(1);
    expect(valueOf(f1({ classes: 3 }), ...right, [[0.1, 0.1, 0.8], 1])).toBeCloseTo((1 + 2 / 3 + 0) / 3, 15);
  });

  it('have the stated R² where targets are all the same', () => {
    expect(valueOf(r2(), [0.1, 0.1])).toBe(1);
    expect(valueOf(r2(), [0.1, 0.3], [0.3, 0.3], [0.3, 0.3])).toBe(0);
    expect(valueOf(r2(), [-0, 0], [0, -0])).toBe(1);
  });

  it('refuse what is not a number, a probability or a class', () => {
    for (const [name, metric] of Object.entries(scalars)) {
      expect(() => valueOf<number>(metric, [NaN, 1]), name).toThrow(`${name}: `);
      expect(() => valueOf<number>(metric, [0.5, NaN]), name).toThrow(`${name}: `);
      if (!['mae', 'rmse', 'r2'].includes(name))
        for (const target of [-1, 2, 0.5])
          expect(() => valueOf<number>(metric, [0.5, target]), name).toThrow(`${name}: `);
      else expect(() => valueOf<number>(metric, [Infinity, 0]), name).toThrow(`${name}: `);
    }
    for (const metric of [accuracy(), kappa({ classes: 3 }), calibrationError()])
      expect(() => valueOf<number>(metric, [[0.1, NaN, 0.9], 1])).toThrow('a score must be a number');
    expect(() => valueOf(kappa(), [[0.1, 0.2, 0.7], 1])).toThrow('kappa: a prediction must be of 2 classes, got 3');
    expect(() => valueOf(rocAuc(), [[0.1, 0.2, 0.7], 1])).toThrow(
      'rocAuc: a prediction must be a number or of two classes',
    );
    expect(() => valueOf(mae(), [[1, 2], 1])).toThrow('mae: a prediction must be one number');
  });

  it('take two classes for the probability of class 1', () => {
    const single: Pair[] = [
      [0.75, 1],
      [0.25, 0],
      [0.625, 0],
      [0.5, 1],
    ];
    const double = single.map(([p, target]): Pair => [[1 - (p as number), p as number], target]);
    for (const metric of [
      accuracy(),
      f1(),
      mcc(),
      kappa(),
      logLoss(),
      rocAuc(),
      averagePrecision(),
      calibrationError(),
    ])
      expect(valueOf<number>(metric, ...double)).toBe(valueOf<number>(metric, ...single));
  });

  it('decide by their threshold, which itself is below', () => {
    expect(valueOf(accuracy(), [0.5, 0], [0.6, 1])).toBe(1);
    expect(valueOf(accuracy({ threshold: 0 }), [-0.1, 0], [0, 0], [3, 1])).toBe(1);
    expect(valueOf(f1({ threshold: 0.7 }), [0.8, 1], [0.6, 1])).toBe(2 / 3);
  });

  it('have the log loss of probabilities clipped and of logits not', () => {
    expect(valueOf(logLoss(), [0, 1])).toBe(52 * Math.LN2);
    expect(valueOf(logLoss({ epsilon: 0.25 }), [0.1, 1])).toBe(2 * Math.LN2);
    expect(valueOf(logLoss({ epsilon: 0 }), [0, 1])).toBe(Infinity);
    const logits = logLoss({ of: 'logits' });
    expect(valueOf(logits, [0, 1])).toBe(Math.LN2);
    expect(valueOf(logits, [-1000, 1])).toBe(1000);
    expect(valueOf(logits, [1000, 1])).toBe(0);
    expect(valueOf(logits, [[1000, 0, 0], 1])).toBe(1000);
    expect(valueOf(logits, [[1, 2, 3], 1])).toBeCloseTo(Math.log(Math.E + Math.E ** 2 + Math.E ** 3) - 2, 14);
    expect(valueOf(logits, [[0.3, 1.1], 1])).toBeCloseTo(valueOf(logits, [0.8, 1]), 14);
    for (const [first, other] of [[20, 0], [60, 0], [1020, 1000]] as const) {
      const small = Math.log1p(Math.exp(other - first)); // 2e-9, and less
      expect(valueOf(logits, [[first, other], 0]) / small).toBeCloseTo(1, 12);
      expect(valueOf(logits, [[other, first], 1]) / small).toBeCloseTo(1, 12);
    } // prettier-ignore
    expect(() => valueOf(logits, [Infinity, 1])).toThrow('logLoss: a logit must be finite');
  });

  it('count probabilities of 0 and 1 in the outermost bins', () => {
    const bins = calibrationError({ bins: 2 });
    expect(valueOf(bins, [0, 0], [0, 1], [1, 1], [1, 0])).toBe(0.5);
    expect(valueOf(bins, [0.5, 0], [0.5, 1])).toBe(0);
  });

  it('refuse options that mean nothing', () => {
    for (const classes of [1, 2.5, NaN])
      for (const metric of [confusionMatrix, mcc, kappa, balancedAccuracy])
        expect(() => metric({ classes })).toThrow('classes must be an integer of at least 2');
    for (const metric of [accuracy, f1, mcc])
      expect(() => metric({ threshold: NaN })).toThrow('threshold must be a number');
    for (const epsilon of [-1, 0.5, NaN]) expect(() => logLoss({ epsilon })).toThrow('epsilon must be in [0, 0.5)');
    expect(() => logLoss({ of: 'odds' as 'logits' })).toThrow('of must be probabilities or logits');
    for (const bins of [0, 1.5])
      expect(() => calibrationError({ bins })).toThrow('bins must be an integer of at least 1');
    expect(() => f1({ classes: 3, average: 'binary' })).toThrow('got binary of 3 classes');
    expect(() => f1({ average: 'mean' as 'macro' })).toThrow("f1: average: it must be a known name, got 'mean'.");
    expect(() => kappa({ distance: 'cubic' as 'linear' })).toThrow(
      "kappa: distance: it must be a known name, got 'cubic'.",
    );
  });
});

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

/** The message of the error that a metric has for an outcome. */
function refusal(outcome: object): string {
  let message = 'none';
  of(outcome as Outcome)
    .pipe(progressive(accuracy()))
    .subscribe({ error: (error: Error) => (message = `${error.name}: ${error.message}`) });
  return message;
}

describe('an outcome that lacks something', () => {
  const rows = { prediction: tensor([0.9, 0.2]), target: tensor([1, 0]) };

  it.each([
    ['target', 'none', { step: 3, prediction: 0.5, loss: 0 }],
    ['target', 'none', { step: 3, prediction: rows.prediction, target: null }],
    ['prediction', 'none', { step: 3, target: 1 }],
    ['prediction', 'none', { step: 3, target: tensor([1, 0]) }],
    ['prediction', 'yes', { step: 3, prediction: 'yes', target: 1 }],
  ])('is refused with the name of the field and the step: %s, %s', (field, given, outcome) => {
    expect(refusal(outcome)).toBe(
      `DataError: progressive: an outcome must have a ${field}, got ${given} at step 3. ` +
        'Give it { step, prediction, target }, as learn does.',
    );
  });

  it.each([{ prediction: 0.5, target: 7 }, { ...rows }, { prediction: 0.5, target: 1, weight: -1 }])(
    'is refused when it is the step, which no message can name: %o',
    outcome => {
      expect(refusal(outcome)).toBe(
        'DataError: progressive: an outcome must have a step, got none. Give it { step, prediction, target }, as learn does.',
      );
    },
  );

  it('is refused when its weight is no number', () => {
    expect(refusal({ step: 3, prediction: 0.5, target: 1, weight: null })).toBe(
      'DataError: progressive: a weight must be a finite number of at least 0, got null at step 3. ' +
        'Give weight 0 to examples that should not count.',
    );
    expect(refusal({ step: 3, ...rows, weight: 'much' })).toMatch('got much at step 3');
  });

  it('is counted no further than what came before it', () => {
    const operator = progressive(accuracy());
    of({ step: 1, prediction: 0.9, target: 1, loss: 0 }, { step: 2, prediction: 0.9 } as Outcome)
      .pipe(operator)
      .subscribe({ error: () => {} });
    expect(operator.now()).toEqual({ step: 1, count: 1, metrics: { accuracy: 1 } });
  });
});
