export type { Outcome } from './outcome.ts';
export type { PureStep } from './state/pure-step.ts';
export { stateful, type Stateful } from './state/stateful.ts';
export { joinLabels, type JoinLabelsOptions, type LabelJoin } from './labels/join-labels.ts';
export type { LabelCounts } from './labels/label-counts.ts';
export { runningStandardization, type RunningStandardizationOptions } from './layers/running-standardization.ts';
export { learn, type Learning, type LearnOptions } from './learn/learn.ts';
export { learnRows, type RowsOutcome } from './learn/learn-rows.ts';
export type { Model } from './learn/model.ts';
export { predictFirst, type PredictFirstOptions } from './learn/predict-first.ts';
export { factorizationMachine, type FactorizationMachineOptions } from './models/factorization-machine.ts';
export { sparse, type Features, type SparseFeatures, type SparseOptions } from './models/features.ts';
export { linearRegression } from './models/linear-regression.ts';
export { logisticRegression } from './models/logistic-regression.ts';
export { matrixFactorization, type MatrixFactorizationOptions } from './models/matrix-factorization.ts';
export {
  passiveAggressive,
  type PassiveAggressive,
  type PassiveAggressiveOptions,
} from './models/passive-aggressive.ts';
export { poissonRegression } from './models/poisson-regression.ts';
export { quantileRegression, type QuantileOptions } from './models/quantile-regression.ts';
export { softmaxRegression, type SoftmaxOptions } from './models/softmax-regression.ts';
export {
  boundedBuffer,
  type BoundedBuffer,
  type BoundedBufferOptions,
  type WhenFull,
} from './streams/bounded-buffer.ts';
export { paced, type Paced, type PacedOptions } from './streams/paced.ts';
