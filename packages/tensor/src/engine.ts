// What other packages of ours share with the making of tensors and of files, and normal numbers.
export { checkDtype } from './tensors/dtype.ts';
export { DataError, type DataErrorPlace } from './contracts/data-error.ts';
export { checkJson, jsonSize, MOST_LEVELS, MOST_MEMORY, parseJson } from './text/json-size.ts';
export { log, normalQuantile } from './random/normal-quantile.ts';
export { decodeUtf8, encodeUtf8 } from './text/utf8.ts';
export {
  arrayOf,
  type Completed,
  type Defaults,
  functionOf,
  inMemory,
  oneOf,
  optionsOf,
  printed,
} from './contracts/contract-error.ts';
export { misfitOf, type Misfit } from './contracts/misfit-of.ts';
export { nearestName, reasonOf, suggestion, visible } from './contracts/error-parts.ts';
export { stillThere } from './contracts/still-there.ts';
export type { InPieces } from './safetensors/safetensors-parts.ts';
export { safetensorsPlaces, type SafetensorsPlace, type SafetensorsPlaces } from './safetensors/safetensors-places.ts';
export { recycled, tensorOf } from './tensors/tensor.ts';
