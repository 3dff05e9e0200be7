import { tensor } from '@thalweg/tensor';
import { from } from 'rxjs';
import { describe, expect, it } from 'vitest';
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
import { progressive } from './progressive.ts';

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
