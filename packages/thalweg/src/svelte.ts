export { nodeStore, nodeValue, type NodeValue, trainingValue, type TrainingValue } from '@thalweg/svelte';
