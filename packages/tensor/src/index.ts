export { ContractError } from './contracts/contract-error.ts';
export { allocate, dtypeOf, isFloat, type DType, type TypedArray } from './tensors/dtype.ts';
export { DtypeError } from './tensors/dtype-error.ts';
export { fillNormal } from './random/fill-normal.ts';
export { fillUniform } from './random/fill-uniform.ts';
export { foldIn } from './random/fold-in.ts';
export { key, type Key } from './random/key.ts';
export { type Nested, type NestedOf } from './tensors/nested.ts';
export { permutation } from './random/permutation.ts';
export { philox } from './random/philox.ts';
export { randomInteger } from './random/random-integer.ts';
export type { ByteSource } from './safetensors/byte-source.ts';
export { decodeSafetensors, tensorOfEntry, type Safetensors } from './safetensors/decode-safetensors.ts';
export { encodeSafetensors } from './safetensors/encode-safetensors.ts';
export {
  safetensorsEntries,
  type SafetensorsEntries,
  type SafetensorsEntry,
} from './safetensors/safetensors-entries.ts';
export { safetensorsParts, type Metadata, type Stored } from './safetensors/safetensors-parts.ts';
export { printShape, sameShape, sizeOf, stridesOf, type Shape, type Sizes } from './tensors/shape.ts';
export { ShapeError } from './tensors/shape-error.ts';
export { tensor, Tensor, type SizesOf, type TensorLike } from './tensors/tensor.ts';
export { uniform } from './random/uniform.ts';
