export { ContractError } from './contract-error.ts';
export { allocate, dtypeOf, isFloat, type DType, type TypedArray } from './dtype.ts';
export { DtypeError } from './dtype-error.ts';
export { fillNormal } from './fill-normal.ts';
export { fillUniform } from './fill-uniform.ts';
export { foldIn } from './fold-in.ts';
export { key, type Key } from './key.ts';
export { type Nested, type NestedOf } from './nested.ts';
export { permutation } from './permutation.ts';
export { philox } from './philox.ts';
export { randomInteger } from './random-integer.ts';
export type { ByteSource } from './safetensors/byte-source.ts';
export { decodeSafetensors, tensorOfEntry, type Safetensors } from './safetensors/decode-safetensors.ts';
export { encodeSafetensors } from './safetensors/encode-safetensors.ts';
export {
  safetensorsEntries,
  type SafetensorsEntries,
  type SafetensorsEntry,
} from './safetensors/safetensors-entries.ts';
export { safetensorsParts, type Metadata, type Stored } from './safetensors/safetensors-parts.ts';
export { printShape, sameShape, sizeOf, stridesOf, type Shape, type Sizes } from './shape.ts';
export { ShapeError } from './shape-error.ts';
export { tensor, Tensor, type SizesOf, type TensorLike } from './tensor.ts';
export { uniform } from './uniform.ts';
