import { ContractError, optionsOf, printed } from '../contracts/contract-error.ts';
import { stillThere } from '../contracts/still-there.ts';
import { allocate, checkDtype, type DType, dtypeOf, type TypedArray } from './dtype.ts';
import type { Nested, NestedOf } from './nested.ts';
import { ShapeError } from './shape-error.ts';
import { printShape, type Shape, sizeOf, type Sizes } from './shape.ts';

/** The values that a tensor can be made of. */
export type TensorLike = Tensor | TypedArray | Nested;

/** The sizes of a value of a shape: names become numbers. */
export type SizesOf<S extends Shape> = { readonly [K in keyof S]: S[K] extends number ? S[K] : number };

/** What has a text. */
interface Texted {
  toString(): string;
}

/** What Node's `console.log` asks a tensor for. As a method it would be in the declared type, where it is nobody's to call. */
const Inspected: new () => Texted = /* @__PURE__ */ inspected();

/**
 * An immutable value: sizes, an element type and row-major elements.
 *
 * {@link Tensor.data} is never written after the tensor was made, so you can keep it.
 */
export class Tensor<S extends Shape = Shape> extends Inspected {
  /** The sizes of its axes; `[]` for a scalar. */
  readonly shape: SizesOf<S>;
  readonly dtype: DType;
  /** A number for a scalar, or a few numbers of the dtype, until the array is read: plain numbers are made in less time. */
  #elements: TypedArray | number | readonly number[];

  /** Takes `elements`, which the dtype can hold, without a copy: the caller must not write to them again. */
  constructor(shape: SizesOf<S>, dtype: DType, elements: TypedArray | number | readonly number[]) {
    super();
    this.shape = shape;
    this.dtype = dtype;
    this.#elements = elements;
  }

  /** The number of elements. */
  get size(): number {
    return typeof this.#elements === 'number' ? 1 : this.#elements.length;
  }

  /** The elements in row-major order. Read only. */
  get data(): TypedArray {
    let elements = this.#elements;
    if (typeof elements === 'number' || Array.isArray(elements)) {
      const { numbers } = this;
      elements = this.#elements = allocate(this.dtype, numbers.length);
      elements.set(numbers);
    }
    if (elements.length === 0) stillThere('tensor', elements as TypedArray);
    return elements as TypedArray;
  }

  /**
   * The elements in row-major order, for readers of single numbers: those of a small tensor may be in no typed array until
   * {@link Tensor.data} is read, and nothing is allocated here. Read only.
   */
  get numbers(): ArrayLike<number> {
    const elements = this.#elements;
    if (typeof elements === 'number') return [elements];
    return Array.isArray(elements) ? elements : this.data;
  }

  /** Returns the only element of a tensor of size 1. */
  item(): number {
    if (typeof this.#elements === 'number') return this.#elements;
    if (this.#elements.length !== 1)
      throw new ShapeError('item', [this.shape as Sizes], 'the tensor must have exactly one element', 'Use toArray().');
    return this.#elements[0]!;
  }

  /** Returns the elements as nested arrays; a number for a scalar; booleans for `bool`. */
  toArray(): NestedOf<S> {
    const { dtype } = this;
    const shape = this.shape as Sizes;
    const elements = this.numbers;
    const build = (axis: number, offset: number): Nested => {
      if (axis === shape.length) return dtype === 'bool' ? elements[offset] === 1 : elements[offset]!;
      const step = sizeOf(shape.slice(axis + 1));
      return Array.from({ length: shape[axis]! }, (_, index) => build(axis + 1, offset + index * step));
    };
    return build(0, 0) as NestedOf<S>;
  }

  /** Returns a text such as `float32 [2, 2] [[1, 2], [3, 4]]`, with long axes shortened. */
  override toString(): string {
    return printTensor(this.shape as Sizes, this.dtype, this.toArray() as Nested);
  }

  /** Returns what `JSON.stringify` writes: sizes, dtype, and the elements in row-major order. */
  toJSON(): { shape: Sizes; dtype: DType; data: number[] } {
    return { shape: this.shape as Sizes, dtype: this.dtype, data: Array.from(this.numbers) };
  }
}

/** Returns a class whose objects Node's `console.log` prints as their text. */
function inspected(): new () => Texted {
  class Inspected {}
  Object.defineProperty(Inspected.prototype, Symbol.for('nodejs.util.inspect.custom'), { value: textOf });
  return Inspected;
}

function textOf(this: Texted): string {
  return this.toString();
}

/**
 * Returns a tensor of a number, nested arrays or a typed array. Nested and plain arrays are copied to new storage; a
 * typed array of the right dtype is not copied.
 *
 * - **dtype** from the typed array (a `Uint8Array` is `bool`), `bool` for booleans, else `float32`
 * - **Throws** {@link ShapeError} when rows differ in length or the sizes do not fit the elements,
 *   {@link ContractError} for an element that is no number, or that an int32 or a bool cannot hold, and for an array whose buffer was
 *   transferred
 *
 * @example
 * tensor([[1, 2], [3, 4]]).toString() // => 'float32 [2, 2] [[1, 2], [3, 4]]'
 */
export function tensor<const S extends Sizes = Sizes>(
  values: TensorLike,
  options?: { readonly shape?: S; readonly dtype?: DType },
): Tensor<S> {
  const { shape, dtype } = optionsOf('tensor', options, { shape: undefined, dtype: undefined });
  return tensorOf(values, { shape, dtype: dtype && checkDtype('tensor', dtype) }) as Tensor<S>;
}

/** As `tensor`, for options that are known to be right. */
export function tensorOf(
  values: TensorLike,
  { shape, dtype }: { readonly shape?: Sizes | undefined; readonly dtype?: DType | undefined },
): Tensor {
  if (values instanceof Tensor) {
    const sizes = shape ?? (values.shape as Sizes);
    const kept = sizes === values.shape && (dtype ?? values.dtype) === values.dtype;
    return kept ? values : ofTypedArray(values.data, sizes, dtype ?? values.dtype);
  }
  if (ArrayBuffer.isView(values)) {
    if (values.length === 0) stillThere('tensor', values);
    return ofTypedArray(values, shape, dtype);
  }
  const read = readNested(values, dtype);
  const { elements } = read;
  return new Tensor(
    fitting(shape ?? read.shape, typeof elements === 'number' ? 1 : elements.length),
    read.dtype,
    elements,
  );
}

function ofTypedArray(data: TypedArray, shape: Sizes = [data.length], dtype: DType = storedBy(data)): Tensor {
  const sizes = fitting(shape, data.length);
  if (dtype === storedBy(data)) {
    if (dtype === 'bool') data.forEach(value => stored(value, dtype));
    return new Tensor(sizes, dtype, data);
  }
  const converted = allocate(dtype, data.length);
  for (let index = 0; index < data.length; index++) converted[index] = stored(data[index]!, dtype);
  return new Tensor(sizes, dtype, converted);
}

function storedBy(data: TypedArray): DType {
  const dtype = dtypeOf(data);
  if (dtype !== 'bool' || data instanceof Uint8Array) return dtype;
  const given = (data as { constructor: { name: string } }).constructor.name;
  throw new ContractError(
    'tensor',
    'a typed array must be a Float32Array, Float64Array, Int32Array or Uint8Array',
    given,
    'Convert it, as with Int32Array.from(values).',
  );
}

function fitting(shape: Sizes, count: number): Sizes {
  if (shape.some(length => !Number.isInteger(length) || length < 0))
    throw new ShapeError('tensor', [shape], 'sizes must be whole numbers of at least 0', 'Check the shape option.');
  if (count !== sizeOf(shape))
    throw new ShapeError(
      'tensor',
      [[count], shape],
      'the number of elements must fit the shape',
      'Check the shape option.',
    );
  return [...shape];
}

const EDGE = 3;

/**
 * Head and tail of long axes; whole numbers in full, others to four significant digits and no less than their whole
 * part.
 */
function printTensor(shape: Sizes, dtype: DType, values: Nested): string {
  return `${dtype} ${printShape(shape)} ${print(values)}`;
}

function print(value: Nested): string {
  if (typeof value === 'number') return printNumber(value);
  if (typeof value === 'boolean') return String(value);
  const long = value.length > 2 * EDGE + 1;
  const parts = (long ? value.slice(0, EDGE) : value).map(print);
  return `[${(long ? [...parts, '…', ...value.slice(-EDGE).map(print)] : parts).join(', ')}]`;
}

function printNumber(value: number): string {
  if (!Number.isFinite(value) || Number.isInteger(value)) return String(value);
  const whole = String(Math.trunc(Math.abs(value))).length;
  return String(Number(value.toPrecision(Math.max(4, whole))));
}

/** Returns a tensor that is no longer used, if it has this dtype and the shape `[rows, ...row]`, or else a new one of zeros. */
export function recycled(old: Tensor | undefined, dtype: DType, rows: number, row: Sizes): Tensor {
  if (old !== undefined && old.dtype === dtype && fits(old.shape as Sizes, rows, row)) return old;
  return new Tensor([rows, ...row], dtype, allocate(dtype, rows * sizeOf(row)));
}

function fits(shape: Sizes, rows: number, row: Sizes): boolean {
  return (
    shape.length === row.length + 1 && shape[0] === rows && row.every((length, axis) => length === shape[axis + 1])
  );
}

const DEEPEST = 64;

/** The sizes, the dtype and the elements of nested arrays; a lone number stays a number. */
function readNested(values: Nested, dtype?: DType): { shape: number[]; dtype: DType; elements: TypedArray | number } {
  const shape: number[] = [];
  let first: Nested | undefined = values;
  for (; Array.isArray(first); first = first[0] as Nested | undefined) {
    if (shape.length === DEEPEST)
      throw new ShapeError(
        'tensor',
        [shape],
        `arrays must be nested at most ${DEEPEST} deep`,
        'Does one contain itself?',
      );
    shape.push(first.length);
  }
  const kind = dtype ?? (typeof first === 'boolean' ? 'bool' : 'float32');
  if (!Array.isArray(values)) return { shape, dtype: kind, elements: stored(numberOf(values), kind) };

  const elements = allocate(kind, sizeOf(shape));
  let position = 0;
  const read = (value: Nested, axis: number): void => {
    if (axis === shape.length) {
      if (Array.isArray(value)) throw ragged(axis, [], [value.length]);
      elements[position++] = stored(numberOf(value), kind);
      return;
    }
    if (!Array.isArray(value)) throw ragged(axis, [shape[axis]!], (numberOf(value), []));
    if (value.length !== shape[axis]) throw ragged(axis, [shape[axis]!], [value.length]);
    for (const inner of value as readonly Nested[]) read(inner, axis + 1);
  };
  read(values, 0);
  return { shape, dtype: kind, elements };
}

function numberOf(value: unknown): number {
  if (typeof value === 'number' || typeof value === 'boolean') return Number(value);
  throw new ContractError('tensor', 'elements must be numbers or booleans, in arrays', printed(value), adviceOn(value));
}

function adviceOn(value: unknown): string {
  if (value === undefined || value === null) return 'Fill it in, or leave it out.';
  if ((value as { readonly data?: unknown }).data instanceof Uint8Array) return 'Make pixels numbers by normalize().';
  return ArrayBuffer.isView(value) ? 'Try tensor(data, { shape }).' : 'Convert it first, as by Number(…).';
}

function ragged(axis: number, first: number[], found: number[]): ShapeError {
  return new ShapeError(
    'tensor',
    [first, found],
    `the rows along axis ${axis} must be equally long`,
    'Pad or cut the rows to one length.',
  );
}

/** A number as a dtype keeps it. Reals are rounded; what an int32 or a bool cannot hold is an error, not a surprise. */
function stored(value: number, dtype: DType): number {
  switch (dtype) {
    case 'float64':
      return value;
    case 'float32':
      return Math.fround(value);
    case 'int32':
      if (value === (value | 0)) return value | 0;
      throw unfit(value, 'int32 elements must be whole numbers from −2³¹ to 2³¹ − 1', 'Round it, or ask for float32.');
    case 'bool':
      if (value === 0 || value === 1) return value;
      throw unfit(value, 'bool elements must be true, false, 0 or 1', 'Compare it with 0, or scale bytes: byte / 255.');
  }
}

function unfit(value: number, requirement: string, advice: string): ContractError {
  return new ContractError('tensor', requirement, String(value), advice);
}
