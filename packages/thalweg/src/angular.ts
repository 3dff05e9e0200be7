export {
  nodeSignal,
  type NodeSignalOptions,
  trainingSignal,
  type TrainingSignals,
  type TrainingSignalOptions,
} from '@thalweg/angular';
