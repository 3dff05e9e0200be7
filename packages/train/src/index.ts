export { accuracy } from './accuracy.ts';
export { confusionMatrix } from './confusion-matrix.ts';
export { earlyStopping, type EarlyStoppingOptions } from './early-stopping.ts';
export { evaluate, type ReadingOptions } from './evaluate.ts';
export { total, type Measured, type Metrics, type Total } from './metric.ts';
export { predict } from './predict.ts';
export { step } from './step.ts';
export type { Scalars, StepRecord } from './step-record.ts';
export { train, type TrainOptions } from './train.ts';
