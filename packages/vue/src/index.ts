export { useNode } from './use-node.ts';
export { useTraining, type TrainingRefs } from './use-training.ts';
