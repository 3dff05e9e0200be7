export { nodeStore } from './node-store.ts';
export { nodeValue, type NodeValue } from './node-value.ts';
export { trainingValue, type TrainingValue } from './training-value.ts';
