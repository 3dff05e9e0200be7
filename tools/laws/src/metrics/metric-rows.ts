import type { Metric } from '@thalweg/metrics';
import * as metrics from '@thalweg/metrics';
import type { Outcome } from '@thalweg/online';
import { tensor } from '@thalweg/tensor';
import fc from 'fast-check';

const classes = 3;

const ANY = undefined;

/** Every metric of `@thalweg/metrics`. */
export const metricRows: readonly MetricRow[] = [
  { name: 'accuracy', make: () => metrics.accuracy(), of: 'probability' },
  { name: 'accuracy', variant: 'of classes', make: () => metrics.accuracy(), of: 'classes' },
  { name: 'averagePrecision', make: () => metrics.averagePrecision(), of: 'probability' },
  { name: 'balancedAccuracy', make: () => metrics.balancedAccuracy({ classes }), of: 'classes' },
  { name: 'brier', make: () => metrics.brier(), of: 'probability' },
  { name: 'brier', variant: 'of classes', make: () => metrics.brier(), of: 'classes' },
  { name: 'calibrationCurve', make: () => metrics.calibrationCurve({ bins: 3 }), of: 'probability' },
  { name: 'calibrationError', make: () => metrics.calibrationError({ bins: 3 }), of: 'probability' },
  { name: 'classificationReport', make: () => metrics.classificationReport({ classes }), of: 'classes' },
  { name: 'confusionMatrix', make: () => metrics.confusionMatrix({ classes }), of: 'classes' },
  { name: 'explainedVariance', make: () => metrics.explainedVariance(), of: 'number' },
  { name: 'f1', make: () => metrics.f1({ classes, average: 'weighted' }), of: 'classes' },
  { name: 'fBeta', make: () => metrics.fBeta({ beta: 2 }), of: 'probability' },
  { name: 'gammaDeviance', make: () => metrics.gammaDeviance(), of: 'positive' },
  { name: 'hinge', make: () => metrics.hinge(), of: 'probability' },
  { name: 'hinge', variant: 'of classes', make: () => metrics.hinge(), of: 'classes' },
  { name: 'jaccard', make: () => metrics.jaccard({ classes }), of: 'classes' },
  { name: 'kappa', make: () => metrics.kappa({ classes, distance: 'linear' }), of: 'classes' },
  { name: 'kappaM', make: () => metrics.kappaM({ classes }), of: 'classes' },
  { name: 'kappaT', make: () => metrics.kappaT(), of: 'probability', remembers: true },
  { name: 'logLoss', make: () => metrics.logLoss(), of: 'probability' },
  { name: 'logLoss', variant: 'of classes', make: () => metrics.logLoss(), of: 'classes' },
  { name: 'mae', make: () => metrics.mae(), of: 'number' },
  { name: 'mape', make: () => metrics.mape(), of: 'positive' },
  { name: 'maxError', make: () => metrics.maxError(), of: 'number' },
  { name: 'mcc', make: () => metrics.mcc({ classes }), of: 'classes' },
  { name: 'medianAbsoluteError', make: () => metrics.medianAbsoluteError(), of: 'number', inStream: { value: 0.01 } },
  { name: 'mse', make: () => metrics.mse(), of: 'number' },
  { name: 'pinball', make: () => metrics.pinball({ quantile: 0.9 }), of: 'number' },
  { name: 'poissonDeviance', make: () => metrics.poissonDeviance(), of: 'positive' },
  { name: 'precision', make: () => metrics.precision({ classes, average: 'micro' }), of: 'classes' },
  { name: 'precisionRecallCurve', make: () => metrics.precisionRecallCurve(), of: 'probability', inStream: { thresholds: ANY } },
  { name: 'r2', make: () => metrics.r2(), of: 'number' },
  { name: 'recall', make: () => metrics.recall(), of: 'probability' },
  {
    name: 'regressionReport',
    make: () => metrics.regressionReport(),
    of: 'number',
    inStream: { medianAbsoluteError: 0.01 },
    inWindow: { medianAbsoluteError: 0.01 },
  },
  { name: 'rmse', make: () => metrics.rmse(), of: 'number' },
  { name: 'rocAuc', make: () => metrics.rocAuc(), of: 'probability' },
  { name: 'rocAuc', variant: 'of classes', make: () => metrics.rocAuc({ classes, average: 'weighted' }), of: 'classes' },
  { name: 'rocAuc', variant: 'one against one', make: () => metrics.rocAuc({ classes, multiClass: 'oneVsOne' }), of: 'classes' },
  { name: 'rocCurve', make: () => metrics.rocCurve({ dropIntermediate: false }), of: 'probability', inStream: { thresholds: ANY } },
  { name: 'topKAccuracy', make: () => metrics.topKAccuracy({ k: 2 }), of: 'classes' },
  { name: 'tweedieDeviance', make: () => metrics.tweedieDeviance({ power: 1.5 }), of: 'positive' },
]; // prettier-ignore

/** The kind of predictions: a probability, one for each of three classes, any number, or a number above 0. */
type Drawn = 'probability' | 'classes' | 'number' | 'positive';

/** A metric for the laws. */
export interface MetricRow {
  readonly name: string;
  readonly variant?: string;
  readonly make: () => Metric<unknown>;
  readonly of: Drawn;
  /** Fields that a stream without a window approximates, with the largest relative error; undefined for any. */
  readonly inStream?: Readonly<Record<string, number | undefined>>;
  /** True if the example before counts: the values of windows and shards are then others, which the tests of `online` compare with loops. */
  readonly remembers?: boolean;
  /** The same for a window. */
  readonly inWindow?: Readonly<Record<string, number | undefined>>;
}

/** An example with its weight. Probabilities are multiples of 1/16, which bins of streams keep apart. */
export interface DrawnExample {
  readonly prediction: number | readonly number[];
  readonly target: number;
  readonly weight: number;
}

const weight = fc.oneof(fc.constant(1), fc.constantFrom(0, 0.5, 1, 2, 2.25, 7));

const parts: { readonly [K in Drawn]: fc.Arbitrary<Omit<DrawnExample, 'weight'>> } = {
  probability: fc.record({ prediction: fc.integer({ min: 1, max: 15 }).map(n => n / 16), target: fc.nat(1) }),
  classes: fc.record({
    prediction: fc
      .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 }))
      .map(([a, b]) => [a / 16, b / 16, (16 - a - b) / 16]),
    target: fc.nat(2),
  }),
  number: fc.record({ prediction: fc.integer({ min: -9, max: 9 }), target: fc.integer({ min: -9, max: 9 }) }),
  positive: fc.record({ prediction: fc.integer({ min: 1, max: 9 }), target: fc.integer({ min: 1, max: 9 }) }),
};

/** Returns examples of a kind, at least one. */
export function drawnExamples(kind: Drawn): fc.Arbitrary<DrawnExample[]> {
  const example = fc.tuple(parts[kind], weight).map(([part, weight]) => ({ ...part, weight }));
  return fc.array(example, { minLength: 1, maxLength: 40 });
}

/** Returns the outcome of an example. */
export function outcomeOf({ prediction, target, weight }: DrawnExample, index: number): Outcome {
  const given = typeof prediction === 'number' ? prediction : tensor(Float64Array.from(prediction));
  return { step: index + 1, prediction: given, target, weight, loss: 0 };
}
