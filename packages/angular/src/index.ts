export { nodeSignal, type NodeSignalOptions } from './node-signal.ts';
export { trainingSignal, type TrainingSignals, type TrainingSignalOptions } from './training-signal.ts';
