export { ContractError } from './contract-error.ts';
export { allocate, dtypeOf, isFloat, type DType, type TypedArray } from './dtype.ts';
export { DtypeError } from './dtype-error.ts';
export { printShape, sameShape, sizeOf, stridesOf, type Shape, type Sizes } from './shape.ts';
export { ShapeError } from './shape-error.ts';
export { tensor, Tensor, type Nested, type NestedOf, type SizesOf, type TensorLike } from './tensor.ts';
