// What other packages of ours share with the making of tensors and of files, and normal numbers.
export { checkDtype } from './dtype.ts';
export { DataError, type DataErrorPlace } from './data-error.ts';
export { normalQuantile } from './internal/normal-quantile.ts';
export { arrayOf } from './options/array-of.ts';
export { functionOf } from './options/function-of.ts';
export { inMemory } from './options/in-memory.ts';
export { misfitOf, type Misfit } from './options/misfit-of.ts';
export { oneOf } from './options/one-of.ts';
export { optionsOf, type Completed, type Defaults } from './options/options-of.ts';
export { reasonOf, visible } from './options/outside-text.ts';
export { printed } from './options/printed.ts';
export { nearestName } from './options/nearest-name.ts';
export { stillThere } from './options/still-there.ts';
export { suggestion } from './options/suggestion.ts';
export type { InPieces } from './safetensors/safetensors-parts.ts';
export { safetensorsPlaces, type SafetensorsPlace, type SafetensorsPlaces } from './safetensors/safetensors-places.ts';
export { decodeUtf8, encodeUtf8 } from './safetensors/utf8.ts';
export { tensorOf } from './tensor.ts';
