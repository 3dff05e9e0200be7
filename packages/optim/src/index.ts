export { adam, scaleByAdam, type AdamMoments, type AdamOptions } from './adam.ts';
export { clipByGlobalNorm } from './clip-by-global-norm.ts';
export type { Hyperparameter, Schedule } from './hyperparameter.ts';
export { momentum, type MomentumOptions } from './momentum.ts';
export { scaleByLearningRate } from './scale-by-learning-rate.ts';
export { constantRate } from './schedules/constant-rate.ts';
export { cosineDecay, type CosineDecayOptions } from './schedules/cosine-decay.ts';
export { sgd, type SgdOptions } from './sgd.ts';
export type { Transform } from './transform.ts';
