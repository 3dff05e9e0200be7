export { allPreprocessing } from './all-preprocessing.ts';
export type { Baseline } from './baselines/baseline.ts';
export { noChange, type BaselineOptions } from './baselines/no-change.ts';
export { priorClass, type PriorClassOptions } from './baselines/prior-class.ts';
export { seasonalNaive } from './baselines/seasonal-naive.ts';
export { adwin, type AdwinOptions, type AdwinState } from './drift/adwin.ts';
export type { Alarm } from './drift/alarm.ts';
export { ddm, type DdmOptions, type DdmState } from './drift/ddm.ts';
export { detectionReport, type DetectionReport, type DetectionReportOptions } from './drift/detection-report.ts';
export type { Detector } from './drift/detector.ts';
export type { Direction } from './drift/direction.ts';
export { drift, type DriftOptions } from './drift/drift.ts';
export { eddm, type EddmOptions, type EddmState } from './drift/eddm.ts';
export { hddmA, type HddmAOptions, type HddmAState } from './drift/hddm-a.ts';
export { hddmW, type HddmWOptions, type HddmWState } from './drift/hddm-w.ts';
export { kswin, type KswinOptions, type KswinState } from './drift/kswin.ts';
export type { ShiftOptions } from './drift/shift-options.ts';
export { pageHinkley, type PageHinkleyOptions, type PageHinkleyState } from './drift/page-hinkley.ts';
export { shiftingBernoulli } from './drift/shifting-bernoulli.ts';
export { shiftingNormal, type NormalShiftOptions } from './drift/shifting-normal.ts';
export type { DriftStatus } from './drift/drift-status.ts';
export { adaptiveStandardize } from './features/adaptive-standardize.ts';
export type { Category, CategoryFeature, CategoryOptions } from './features/category-feature.ts';
export { encode } from './features/encode.ts';
export { encodeOneHot } from './features/encode-one-hot.ts';
export { hashFeatures, type HashFeature, type WithSparse } from './features/hash-features.ts';
export type { HashFeaturesOptions } from './features/hash-features-options.ts';
export { impute, type Imputed, type ImputeFeature, type ImputeOptions } from './features/impute.ts';
export { minMax, type MinMaxOptions } from './features/min-max.ts';
export { murmur3 } from './features/murmur3.ts';
export type { NumericFeature, WithNumbers } from './features/numeric-feature.ts';
export { standardize, type StandardizeOptions } from './features/standardize.ts';
export { tfidf, type TfidfFeature, type TfidfOptions } from './features/tfidf.ts';
export { tokens, type TokensFeature, type TokensOptions } from './features/tokens.ts';
export { agrawal, type AgrawalOptions } from './generators/agrawal.ts';
export type { ConceptDrift } from './generators/concept-drift.ts';
export { friedman, type FriedmanOptions } from './generators/friedman.ts';
export type { GeneratedRow, GeneratorOptions, NumberedOptions } from './generators/generated.ts';
export { hyperplane, type HyperplaneOptions } from './generators/hyperplane.ts';
export { led, type LedOptions } from './generators/led.ts';
export { randomRbf, type RandomRbfOptions } from './generators/random-rbf.ts';
export { sea, type SeaOptions } from './generators/sea.ts';
export { waveform, type WaveformOptions } from './generators/waveform.ts';
export { perKey, type PerKey, type PerKeyOptions, type WithPlace } from './keys/per-key.ts';
export { joinLabels, type JoinLabelsOptions, type LabelJoin } from './labels/join-labels.ts';
export type { LabelCounts } from './labels/label-counts.ts';
export { runningStandardization, type RunningStandardizationOptions } from './layers/running-standardization.ts';
export { learn, type Learning, type LearnOptions, type EmittedValue } from './learn/learn.ts';
export { learnRows, type RowsOutcome } from './learn/learn-rows.ts';
export type { Model, RuleModel, UnmeasuredModel } from './learn/model.ts';
export { predictFirst, type PredictFirstOptions, type PredictingFirst } from './learn/predict-first.ts';
export { decaying, type DecayingOptions } from './metrics/decaying.ts';
export type { EmissionOptions, Measurement, Measuring, MetricOrMetrics, ValuesOf } from './metrics/measurement.ts';
export { mergeMetrics } from './metrics/merge-metrics.ts';
export { progressive } from './metrics/progressive.ts';
export { rolling } from './metrics/rolling.ts';
export { bestOf, type BestOf, type BestOfOptions } from './models/best-of.ts';
export { factorizationMachine, type FactorizationMachineOptions } from './models/factorization-machine.ts';
export type { Features, SparseFeatures } from './models/features.ts';
export { sparse, type SparseOptions } from './models/sparse.ts';
export { gaussianNaiveBayes, type GaussianNaiveBayesOptions } from './models/gaussian-naive-bayes.ts';
export type { ClassCountOptions } from './models/class-counts.ts';
export { linearRegression } from './models/linear-regression.ts';
export { type LabelOptions } from './models/label-of.ts';
export { logisticRegression } from './models/logistic-regression.ts';
export type { ModelOptions } from './models/model-options.ts';
export {
  matrixFactorization,
  type MatrixFactorizationOptions,
  type UserItemPair,
} from './models/matrix-factorization.ts';
export {
  passiveAggressive,
  type PassiveAggressive,
  type PassiveAggressiveOptions,
} from './models/passive-aggressive.ts';
export { multinomialNaiveBayes, type MultinomialNaiveBayesOptions } from './models/multinomial-naive-bayes.ts';
export { onlineKMeans, type OnlineKMeans, type OnlineKMeansOptions } from './models/online-k-means.ts';
export { poissonRegression } from './models/poisson-regression.ts';
export { quantileRegression, type QuantileRegressionOptions } from './models/quantile-regression.ts';
export {
  recursiveLeastSquares,
  type RecursiveLeastSquares,
  type RecursiveLeastSquaresOptions,
} from './models/recursive-least-squares.ts';
export { softmaxRegression, type SoftmaxOptions } from './models/softmax-regression.ts';
export { onlineNewton, type OnlineNewtonOptions } from './optimizers/online-newton.ts';
export type { Outcome } from './learn/outcome.ts';
export type { FieldOptions, MissingFields } from './records/first-record.ts';
export type { NoSuchField, WithFields } from './records/known-fields.ts';
export { forgetOnDrift, type ForgetOnDriftOptions } from './reactions/forget-on-drift.ts';
export {
  learnWithShadow,
  type Learner,
  type ShadowLearning,
  type ShadowOptions,
} from './reactions/learn-with-shadow.ts';
export { onDrift, type OnDriftOptions, type Reaction } from './reactions/on-drift.ts';
export { raiseRateOnDrift, type RaisedRate, type RaiseRateOptions } from './reactions/raise-rate-on-drift.ts';
export type { PureStep } from './state/pure-step.ts';
export { stateful, withState, type Stateful } from './state/stateful.ts';
export { KeptState } from './state/kept-state.ts';
export type { OtherSettings } from './state/other-settings.ts';
export type { StateCheck } from './state/state-check.ts';
export { allExtremes } from './statistics/all-extremes.ts';
export { allMoments } from './statistics/all-moments.ts';
export type { Accumulator } from './statistics/accumulator.ts';
export { exponentialMoments, type Fading } from './statistics/exponential-moments.ts';
export type { Extremes } from './statistics/extremes.ts';
export { mergeStatistics, type MergedStatistic } from './statistics/merge-statistics.ts';
export type { Moments } from './statistics/moments.ts';
export { quantileSketch, type QuantileSketchOptions } from './statistics/quantile-sketch.ts';
export { runningCount } from './statistics/running-count.ts';
export { runningMaximum } from './statistics/running-maximum.ts';
export { runningMean } from './statistics/running-mean.ts';
export { runningMinimum } from './statistics/running-minimum.ts';
export { runningQuantile } from './statistics/running-quantile.ts';
export { runningSum } from './statistics/running-sum.ts';
export { runningVariance } from './statistics/running-variance.ts';
export type { StatisticCall } from './statistics/statistic-call.ts';
export type { Statistic, StatisticState } from './statistics/statistic.ts';
export { windowedExtremes } from './statistics/windowed-extremes.ts';
export { windowedMoments } from './statistics/windowed-moments.ts';
export { windowedQuantile } from './statistics/windowed-quantile.ts';
export {
  boundedBuffer,
  type BoundedBuffer,
  type BoundedBufferOptions,
  type WhenFull,
} from './streams/bounded-buffer.ts';
export { paced, type Paced, type PacedOptions } from './streams/paced.ts';
export {
  fromEventSource,
  type EventSourceClass,
  type EventSourceLike,
  type FromEventSourceOptions,
} from './streams/from-event-source.ts';
export {
  fromWebSocket,
  type FromWebSocketOptions,
  type WebSocketClass,
  type WebSocketLike,
} from './streams/from-web-socket.ts';
