export { useNode } from './use-node.ts';
export { useTraining, type ShownTraining } from './use-training.ts';
