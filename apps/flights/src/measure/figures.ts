import {
  calibrationCurve,
  type CalibrationCurve,
  computeMetric,
  logLoss,
  rocAuc,
  rocCurve,
  type RocCurve,
} from '@thalweg/metrics';

/** The quality of predictions. */
export interface Figures {
  /** The area under the ROC curve. */
  readonly auc: number;
  readonly logLoss: number;
}

/** The quality of predictions, with curves for pictures. */
export interface Evaluation extends Figures {
  readonly roc: RocCurve;
  readonly calibration: CalibrationCurve;
}

/** Returns the metrics of {@link Figures}. */
export function figureMetrics() {
  return { auc: rocAuc(), logLoss: logLoss() };
}

/** Returns the metrics of an {@link Evaluation}. */
export function evaluationMetrics() {
  return { ...figureMetrics(), roc: rocCurve(), calibration: calibrationCurve({ bins: 20 }) };
}

/** Returns the figures among some values. */
export function figuresIn({ auc, logLoss }: Figures): Figures {
  return { auc, logLoss };
}

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
