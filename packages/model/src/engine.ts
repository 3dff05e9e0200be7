// What other packages of ours read and write files of models with.
export { modelFrom } from './model-from.ts';
export { modelSnapshot } from './model-snapshot.ts';
