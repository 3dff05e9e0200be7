import {
  dtypeOf,
  isFloat,
  DtypeError,
  sizeOf,
  Tensor,
  type DType,
  type Shape,
  type Sizes,
  type TensorLike,
} from '@thalweg/tensor';
import { tensorOf } from '@thalweg/tensor/engine';
import { checkFits } from '../wire/check-fits.ts';

/** The declared type of a source's values. */
export interface Declaration {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
}

/**
 * Reads a value as what a source is declared to hold. A flat typed array takes the declared shape, one unknown size
 * following from its length. Typed arrays and tensors of the right element type are not copied.
 *
 * - **Throws** `ShapeError` or `DtypeError` when it does not fit, `ContractError` for elements that the dtype cannot hold
 */
export function coerce({ name, shape, dtype }: Declaration, value: TensorLike): Tensor {
  const flat = ArrayBuffer.isView(value) && !(value instanceof Tensor);
  const from = value instanceof Tensor ? value.dtype : flat ? dtypeOf(value) : dtype;
  if (isFloat(from) && !isFloat(dtype))
    throw new DtypeError(name, [from], `its values are ${dtype}`, `Convert them, or declare the source as ${from}.`);
  const read = tensorOf(value, flat ? { dtype, shape: unflatten(shape, value.length) } : { dtype });
  checkFits(name, shape, read.shape as Sizes);
  return read;
}

/** The sizes that so many elements have under a shape; the bare count where they do not come out even. */
function unflatten(shape: Shape, count: number): Sizes {
  const known = sizeOf(shape.filter(length => typeof length === 'number'));
  const sizes = shape.map(length => (typeof length === 'number' ? length : known && count / known));
  return sizeOf(sizes) === count && sizes.every(Number.isInteger) ? sizes : [count];
}
