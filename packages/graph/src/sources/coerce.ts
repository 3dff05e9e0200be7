import {
  allocate,
  ContractError,
  type DType,
  dtypeOf,
  isFloat,
  printShape,
  type Shape,
  ShapeError,
  sizeOf,
  type Sizes,
  Tensor,
  type TensorLike,
  type TypedArray,
} from '@thalweg/tensor';
import { tensorOf } from '@thalweg/tensor/engine';

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

/** Refuses a value whose sizes do not fit the shape that was declared. */
function checkFits(name: string, declared: Shape, sizes: Sizes): void {
  if (!fit(declared, sizes))
    throw new ShapeError(
      name,
      [sizes],
      `a value must have the shape ${printShape(declared)}`,
      adviceFor(declared, sizes),
    );
}

function fit(declared: Shape, sizes: Sizes): boolean {
  return (
    declared.length === sizes.length &&
    declared.every((length, axis) => typeof length === 'string' || length === sizes[axis])
  );
}

function withoutOnes<S extends Shape>(shape: S): S {
  return shape.filter(length => length !== 1) as Shape as S;
}

function adviceFor(declared: Shape, sizes: Sizes): string {
  const [first, ...rest] = declared;
  if (typeof first === 'string' && fit(rest, sizes))
    return `Add the axis '${first}': batch(32) in a pipeline, [value] for one alone.`;
  if (sizes.length === declared.length + 1 && fit(rest, sizes.slice(2)))
    return rest.length === 0 ? 'Give one number for each row, such as the class.' : 'Is it batched twice?';
  if (fit(withoutOnes(declared), withoutOnes(sizes)))
    return 'Its elements would fit: change its axes of size 1, or those of the source.';
  return 'Check the value, or the shape of the source.';
}

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
function wholeNumbers(source: Declared, values: Tensor): Tensor {
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

/**
 * Returns the place of an element in words. `shape` is the declared one, whose first axis counts rows if it has a name, and
 * `sizes` are those of the value.
 */
export function elementPlace(shape: Shape, sizes: Sizes, at: number): string {
  if (typeof shape[0] !== 'string') return `element ${at}`;
  const width = sizeOf(sizes.slice(1));
  return width === 1 ? `row ${at}` : `row ${Math.floor(at / width)}, element ${at % width}`;
}

/** The position of the first number that is NaN or infinite, or −1. A sum with one is not finite; that of any float32 is. */
export function firstNotFinite(data: TypedArray): number {
  return Number.isFinite(sumOf(data)) ? -1 : data.findIndex(value => !Number.isFinite(value));
}

/**
 * The sum of all numbers. Nothing follows the loop over most of them: V8 compiles it in the middle of the first call,
 * when it knows nothing of the code after it, and each later call would leave the compiled code there and start anew.
 */
function sumOf(data: TypedArray): number {
  const { length } = data;
  let sum = 0;
  let i = 0;
  for (const rest = length % 4; i < rest; i++) sum += data[i]!;
  for (; i < length; i += 4) sum += data[i]! + data[i + 1]! + (data[i + 2]! + data[i + 3]!);
  return sum;
}

/**
 * Copies so many elements, and returns true if their sum is finite: then all of them are. For few elements a call that
 * copies and a second loop would take twice as long. A sum that is returned would be an object of 16 bytes in each call.
 */
export function copyFinite(from: TypedArray, to: TypedArray, size: number): boolean {
  let sum = 0;
  let i = 0;
  for (const rest = size % 4; i < rest; i++) sum += to[i] = from[i]!;
  for (; i < size; i += 4) {
    const a = from[i]!;
    const b = from[i + 1]!;
    const c = from[i + 2]!;
    const d = from[i + 3]!;
    to[i] = a;
    to[i + 1] = b;
    to[i + 2] = c;
    to[i + 3] = d;
    sum += a + b + (c + d);
  }
  return Number.isFinite(sum);
}
