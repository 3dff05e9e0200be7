import { computeMetric } from '@thalweg/metrics';
import { evaluationMetrics, type Evaluation } from './figures.ts';

/** Returns the quality of predictions of known labels. */
export function evaluationOf(prediction: Float64Array, target: Float32Array): Evaluation {
  const { auc, logLoss, roc, calibration } = evaluationMetrics();
  const examples = { prediction, target };
  return {
    auc: computeMetric(auc, examples),
    logLoss: computeMetric(logLoss, examples),
    roc: computeMetric(roc, examples),
    calibration: computeMetric(calibration, examples),
  };
}
