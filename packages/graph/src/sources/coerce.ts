import { dtypeOf, isFloat, sizeOf, Tensor, type DType, type Shape, type Sizes, type TensorLike } from '@thalweg/tensor';
import { tensorOf } from '@thalweg/tensor/engine';
import { checkFits } from '../wire/check-fits.ts';
import { becomesWhole, wholeNumbers } from './whole-numbers.ts';

/** The declared type of a source's values. */
export interface Declaration {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
}

/**
 * Reads a value as what a source is declared to hold. A flat typed array takes the declared shape, one unknown size
 * following from its length. Typed arrays and tensors of the right element type are not copied. Whole numbers that are stored
 * as floats are taken where an int32 is declared.
 *
 * - **Throws** `ShapeError` when it does not fit, `ContractError` for elements that the dtype cannot hold
 */
export function coerce(source: Declaration, value: TensorLike): Tensor {
  const { name, shape, dtype } = source;
  const flat = ArrayBuffer.isView(value) && !(value instanceof Tensor);
  const from = value instanceof Tensor ? value.dtype : flat ? dtypeOf(value) : dtype;
  // Bytes are booleans: those of an image are refused rather than taken unscaled.
  if (value instanceof Uint8Array && isFloat(dtype)) tensorOf(value, {});
  const isWhole = becomesWhole(from, dtype);
  const given = isWhole ? from : dtype;
  const taken = tensorOf(value, flat ? { dtype: given, shape: unflatten(shape, value.length) } : { dtype: given });
  checkFits(name, shape, taken.shape as Sizes);
  return isWhole ? wholeNumbers(source, taken) : taken;
}

/** The sizes that so many elements have under a shape; the bare count where they do not come out even. */
function unflatten(shape: Shape, count: number): Sizes {
  const known = sizeOf(shape.filter(length => typeof length === 'number'));
  const sizes = shape.map(length => (typeof length === 'number' ? length : known && count / known));
  return sizeOf(sizes) === count && sizes.every(Number.isInteger) ? sizes : [count];
}
