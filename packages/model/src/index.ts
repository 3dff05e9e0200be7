export { decodeModel } from './decode-model.ts';
export type { DecodeModelOptions } from './model-from.ts';
export { encodeModel } from './encode-model.ts';
export type { EncodeModelOptions } from './model-snapshot.ts';
export { Model } from './model.ts';
export type { ModelNotes, ModelParts } from './model-parts.ts';
export type { Preprocessing, PreprocessingCall, PreprocessingTable } from './preprocessing/preprocessing.ts';
export type { PreprocessingSteps } from './preprocessing/preprocessing-steps.ts';
