import {
  dtypeOf,
  isFloat,
  DtypeError,
  printShape,
  ShapeError,
  sizeOf,
  tensor,
  Tensor,
  type DType,
  type Shape,
  type Sizes,
  type TensorLike,
} from '@thalweg/tensor';
import { checkFits } from './wire/check-fits.ts';

/** What a source is declared to hold. */
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
  const read = tensor(value, flat ? { dtype, shape: unflatten(name, shape, value.length) } : { dtype });
  checkFits(name, shape, read.shape as Sizes);
  return read;
}

function unflatten(name: string, shape: Shape, count: number): Sizes {
  const known = sizeOf(shape.filter(length => typeof length === 'number'));
  const names = shape.length - shape.filter(length => typeof length === 'number').length;
  const free = known === 0 ? 0 : count / known;
  if (names === 0 ? count !== known : names > 1 || !Number.isInteger(free))
    throw new ShapeError(
      name,
      [[count]],
      `a value must have the shape ${printShape(shape)}`,
      'Check the number of elements, or give a tensor with a shape.',
    );
  return shape.map(length => (typeof length === 'string' ? free : length));
}
