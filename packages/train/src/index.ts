export { cacheFeatures, type CacheFeaturesOptions, type WithCachedFeatures } from './cache-features.ts';
export { earlyStopping, type EarlyStopping, type EarlyStoppingOptions, type TrainingOf } from './early-stopping.ts';

export { evaluate, type ModelReading, type ReadingOptions } from './evaluate.ts';
export type { Change } from './history/change.ts';
export { recordsOf, type Chunks } from './history/chunks.ts';
export { replay, rewind } from './history/replay.ts';
export { runHistory, type RunHistory, type RunHistoryOptions } from './history/run-history.ts';
export type { Recorded, RunState } from './history/run-state.ts';
export { findLearningRate, type FindLearningRateOptions, type RateSearch } from './learning-rate/find-learning-rate.ts';
export type { RateTrial } from './learning-rate/rate-curve.ts';
export type { EndReason, Iteration } from './minimize/iteration.ts';
export { lbfgs, type LbfgsOptions } from './minimize/lbfgs.ts';
export { minimize, type Minimization, type MinimizeOptions } from './minimize/minimize.ts';
export type { Directions, Minimizer } from './minimize/minimizer.ts';
export { measure, type MeasureOptions } from './measures/measure.ts';
export type { Measure } from './measures/measure-parts.ts';
export type { Measured, Metrics } from './measures/metrics.ts';
export { total, type Total } from './measures/total.ts';
export { predict } from './predict.ts';
export {
  predictor,
  type NamedNodes,
  type Predicted,
  type PredictedShape,
  type PredictingModel,
  type Predictor,
  type PredictorOptions,
} from './predictor.ts';
export type { RunOptions } from './passes/configuration.ts';
export type { Progress, Resumable, Scalars, StepMetrics, StepRecord } from './passes/progress.ts';
export type { FailureOptions, OnBadRecord, Skipped, Skips, WhenNotFinite } from './passes/skipping.ts';
export type { DecodeOptions } from './snapshot/decode-options.ts';
export { decodeSnapshot } from './snapshot/decode-snapshot.ts';
export { encodeSnapshot } from './snapshot/encode-snapshot.ts';
export type { Migrations } from './snapshot/migrations.ts';
export type { Fitting, Resize, SizeChange } from './snapshot/fitting.ts';
export { modelState, type ModelState, type ModelStateOptions } from './snapshot/model-state.ts';
export type { Json, Plain, Savable, Saved } from './snapshot/savable.ts';
export type { Resized, RestoreReport } from './snapshot/restore-report.ts';
export {
  restore,
  snapshot,
  SNAPSHOT_VERSION,
  type Parts,
  type RestoreOptions,
  type Snapshot,
} from './snapshot/snapshot.ts';
export { StateError } from './snapshot/state-error.ts';
export { sampleFrames } from './show/sample-frames.ts';
export {
  trainingControl,
  type ControlActions,
  type Controlled,
  type ControlOptions,
  type ControlState,
  type ControlStatus,
  type TrainingControl,
} from './show/training-control.ts';
export { step, type Stepping, type StepOptions } from './step.ts';
export type { Warning, WarningOptions } from './warnings/warning.ts';
export { train, type Training, type TrainOptions } from './train.ts';
export { trainRows, type BatchRecord, type RowTraining, type TrainRowsOptions } from './train-rows.ts';
export { untilAborted, type AbortSource } from './until-aborted.ts';
export { wireOf } from './wire-of.ts';
