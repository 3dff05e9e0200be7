export { connectTraining } from './connect-training.ts';
export type { ConnectTrainingOptions } from './connect-training-options.ts';
export type { ConnectedTraining } from './connected-training.ts';
export { exposeTraining, type ExposeTrainingOptions } from './expose-training.ts';
export type { ExposedTraining, Setting, TrainingContext } from './exposed-training.ts';
export type { TrainingActivity, TrainingStatus } from './training-status.ts';
export type { TrainingPort } from './training-port.ts';
export { WorkerError, type WorkerErrorReason } from './worker-error.ts';
