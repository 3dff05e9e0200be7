export { connectTraining } from './connect-training.ts';
export type { ConnectTrainingOptions } from './outside/connect-training-options.ts';
export type { ConnectedTraining } from './outside/connected-training.ts';
export { exposeTraining, type ExposeTrainingOptions } from './expose-training.ts';
export type { ExposedTraining, Setting, TrainingContext } from './inside/exposed-training.ts';
export type { TrainingActivity, TrainingStatus } from './outside/training-status.ts';
export type { TrainingPort } from './wire/training-port.ts';
export { WorkerError, type WorkerErrorReason } from './outside/worker-error.ts';
