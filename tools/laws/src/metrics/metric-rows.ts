import * as metrics from '@thalweg/metrics';
import type { Metric } from '@thalweg/metrics';

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
export type Drawn = 'probability' | 'classes' | 'number' | 'positive';

/** A metric for the laws. */
export interface MetricRow {
  readonly name: string;
  readonly variant?: string;
  readonly make: () => Metric<unknown>;
  readonly of: Drawn;
  /** Fields that a stream without a window approximates, with the largest relative error; undefined for any. */
  readonly inStream?: Readonly<Record<string, number | undefined>>;
  /** The same for a window. */
  readonly inWindow?: Readonly<Record<string, number | undefined>>;
}
