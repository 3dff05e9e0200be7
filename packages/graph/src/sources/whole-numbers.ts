import {
  allocate,
  ContractError,
  isFloat,
  Tensor,
  type DType,
  type Shape,
  type Sizes,
  type TypedArray,
} from '@thalweg/tensor';
import { elementPlace } from '../wire/element-place.ts';

/** The declared type of a source. */
interface Declared {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
}

/** From here on, float32 does not hold every whole number, so that one of them may have been rounded from another. */
const UNSURE = 2 ** 24;

/**
 * Returns a tensor of floats as one of an integer dtype. Plain numbers that were stacked into a batch are float32, also
 * those that are labels.
 *
 * - **Throws** `ContractError` for an element that the dtype cannot hold, or that float32 may have rounded
 */
export function wholeNumbers(source: Declared, values: Tensor): Tensor {
  const whole = allocate(source.dtype, values.size);
  const at = copyWhole(values.data, whole);
  if (at >= 0) throw notWhole(source, values, at);
  return new Tensor(values.shape, source.dtype, whole);
}

/** Copies whole numbers, up to the first that `to` cannot hold or that float32 may have rounded; returns its place, or −1. */
export function copyWhole(from: TypedArray, to: TypedArray): number {
  const isBool = to instanceof Uint8Array;
  const most = isBool ? 1 : from instanceof Float32Array ? UNSURE - 1 : 2 ** 31 - 1;
  const least = isBool ? 0 : -most - (from instanceof Float32Array ? 0 : 1);
  for (let i = 0; i < from.length; i++) {
    const value = from[i]!;
    if (!(value >= least && value <= most && Math.trunc(value) === value)) return i;
    to[i] = value;
  }
  return -1;
}

/** Returns the error for an element that {@link copyWhole} found. */
export function notWhole({ name, shape, dtype }: Declared, { data, shape: sizes }: Tensor, at: number): ContractError {
  const isBool = dtype === 'bool';
  return new ContractError(
    name,
    isBool
      ? 'numbers for a bool must be 0 or 1'
      : 'numbers for an int32 must be whole, and below 2²⁴ if they come as float32',
    `${data[at]} at ${elementPlace(shape, sizes as Sizes, at)}`,
    isBool ? 'Compare them with 0.' : "Round them, or give an Int32Array or { data, dtype: 'int32' }.",
  );
}

/** Returns true if values of a dtype become those of a source by {@link copyWhole}. */
export function becomesWhole(from: DType, dtype: DType): boolean {
  return isFloat(from) && !isFloat(dtype);
}
