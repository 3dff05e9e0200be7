/** Numbers in an array of any kind. */
export type Numbers = ArrayLike<number>;

/** A receiver operating characteristic, such as `rocCurve` returns. */
export interface RocCurveLike {
  readonly falsePositiveRate: Numbers;
  readonly truePositiveRate: Numbers;
  readonly thresholds?: Numbers;
}

/** Precision by recall, such as `precisionRecallCurve` returns. */
export interface PrecisionRecallCurveLike {
  readonly precision: Numbers;
  readonly recall: Numbers;
  readonly thresholds?: Numbers;
}

/** Predicted probabilities and observed rates by bin, such as `calibrationCurve` returns. */
export interface CalibrationCurveLike {
  readonly predicted: Numbers;
  readonly observed: Numbers;
  readonly counts?: Numbers;
}

/** True for a {@link RocCurveLike}. */
export function isRocCurve(value: unknown): value is RocCurveLike {
  return hasNumbers(value, ['falsePositiveRate', 'truePositiveRate']);
}

/** True for a {@link PrecisionRecallCurveLike}. */
export function isPrecisionRecallCurve(value: unknown): value is PrecisionRecallCurveLike {
  return hasNumbers(value, ['precision', 'recall']);
}

/** True for a {@link CalibrationCurveLike}. */
export function isCalibrationCurve(value: unknown): value is CalibrationCurveLike {
  return hasNumbers(value, ['predicted', 'observed']);
}

/** True for an object that has arrays of numbers of these names. */
function hasNumbers(value: unknown, names: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return names.every(name => isNumbers((value as Readonly<Record<string, unknown>>)[name]));
}

function isNumbers(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(item => typeof item === 'number');
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}
