import {
  allocate, DtypeError, isFloat, printShape, ShapeError, sizeOf, tensor, Tensor,
  type DType, type Shape, type Sizes, type TensorLike, type TypedArray,
} from '@thalweg/tensor';
import { checkFits } from './wire/check-fits.ts';

/** What a source is declared to hold. */
export interface Declaration {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
}

/** Whether a value is an array of elements. */
function isTypedArray(value: TensorLike): value is TypedArray {
  return ArrayBuffer.isView(value);
}

/**
 * Reads a value as what a source is declared to hold. A flat typed array takes the declared shape, one unknown size
 * following from its length. Typed arrays and tensors of the right element type are not copied.
 *
 * - **Throws** `ShapeError` or `DtypeError` when it does not fit
 */
export function coerce(source: Declaration, value: TensorLike): Tensor {
  const { name, shape, dtype } = source;
  if (value instanceof Tensor) {
    checkFits(name, shape, value.shape as Sizes);
    return value.dtype === dtype ? value : new Tensor(value.shape, dtype, converted(source, value.data, value.dtype));
  }
  if (isTypedArray(value)) {
    const from = kindOf(source, value);
    const data = from === dtype ? value : converted(source, value, from);
    return new Tensor(unflatten(name, shape, value.length), dtype, data);
  }
  if (value === undefined || value === null) throw new ShapeError(name, [], 'a value must be given', `It must have the shape ${printShape(shape)}.`);
  const read = tensor(value, { dtype: 'float64' });
  checkFits(name, shape, read.shape as Sizes);
  return dtype === 'float64' ? read : new Tensor(read.shape, dtype, converted(source, read.data, typeof first(value) === 'boolean' ? 'bool' : 'float64'));
}

function first(value: TensorLike): unknown {
  let inner: unknown = value;
  while (Array.isArray(inner)) inner = inner[0];
  return inner;
}

function kindOf({ name, dtype }: Declaration, data: TypedArray): DType {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Float64Array) return 'float64';
  if (data instanceof Int32Array) return 'int32';
  if (data instanceof Uint8Array) return dtype === 'bool' ? 'bool' : 'int32';
  throw new DtypeError(name, [dtype], `a typed array must be Float32Array, Float64Array, Int32Array or Uint8Array, not ${(data as object).constructor.name}; declared`, 'Convert it.');
}

/** Copies elements into another type where nothing can be lost but precision. */
function converted({ name, dtype }: Declaration, data: TypedArray, from: DType): TypedArray {
  const whole = dtype === 'int32' && data.every(value => Number.isInteger(value));
  const flags = dtype === 'bool' && data.every(value => value === 0 || value === 1);
  if (!isFloat(dtype) && !whole && !flags)
    throw new DtypeError(name, [from], `its values are ${dtype}`, `Give ${dtype === 'bool' ? 'booleans' : 'whole numbers'}, or declare the source as ${from}.`);
  const out = allocate(dtype, data.length);
  out.set(data);
  return out;
}

function unflatten(name: string, shape: Shape, count: number): Sizes {
  const names = shape.filter(length => typeof length === 'string');
  const known = sizeOf(shape.filter(length => typeof length === 'number'));
  const free = known === 0 ? 0 : count / known;
  const fits = names.length === 1 ? Number.isInteger(free) : names.length === 0 && known === count;
  if (!fits)
    throw new ShapeError(name, [[count]], `a value must have the shape ${printShape(shape)}`, 'Check the number of elements, or give a tensor with a shape.');
  return shape.map(length => (typeof length === 'string' ? free : length));
}
