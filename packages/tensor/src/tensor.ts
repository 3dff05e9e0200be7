import { allocate, dtypeOf, type DType, type TypedArray } from './dtype.ts';
import { DtypeError } from './dtype-error.ts';
import { printTensor } from './internal/print.ts';
import { sizeOf, type Shape, type Sizes } from './shape.ts';
import { ShapeError } from './shape-error.ts';

/** Numbers nested to the depth of a shape. */
export type Nested = number | boolean | readonly Nested[];

/** What a tensor can be made of. */
export type TensorLike = Tensor | TypedArray | Nested;

/** The sizes that a value of a shape has: names become numbers. */
export type SizesOf<S extends Shape> = { readonly [K in keyof S]: S[K] extends number ? S[K] : number };

/**
 * An immutable value: sizes, an element type and row-major elements.
 *
 * Nobody writes to {@link Tensor.data} once a tensor was handed out, so it can be kept for as long as one likes.
 */
export class Tensor<S extends Shape = Shape> {
  /** The sizes of its axes; `[]` for a scalar. */
  readonly shape: SizesOf<S>;
  readonly dtype: DType;
  /** A scalar is kept as a number until somebody asks for its array. */
  #elements: TypedArray | number;

  /** Takes `elements` as they are, without a copy: whoever gives them promises not to write to them again. */
  constructor(shape: SizesOf<S>, dtype: DType, elements: TypedArray | number) {
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
    if (typeof this.#elements === 'number') {
      const data = allocate(this.dtype, 1);
      data[0] = this.#elements;
      this.#elements = data;
    }
    return this.#elements;
  }

  /** The one element of a tensor of size 1. */
  item(): number {
    if (typeof this.#elements === 'number') return this.#elements;
    if (this.#elements.length !== 1)
      throw new ShapeError('item', [this.shape as Sizes], 'the tensor must have exactly one element', 'Use toArray().');
    return this.#elements[0]!;
  }

  /** The elements as nested arrays; a number for a scalar; booleans for `bool`. */
  toArray(): NestedOf<S> {
    const { data, dtype } = this;
    const shape = this.shape as Sizes;
    const build = (axis: number, offset: number): Nested => {
      if (axis === shape.length) return dtype === 'bool' ? data[offset] === 1 : data[offset]!;
      const step = sizeOf(shape.slice(axis + 1));
      return Array.from({ length: shape[axis]! }, (_, index) => build(axis + 1, offset + index * step));
    };
    return build(0, 0) as NestedOf<S>;
  }

  /** `float32 [2, 2] [[1, 2], [3, 4]]`, long axes shortened. */
  toString(): string {
    return printTensor(this.shape as Sizes, this.dtype, this.data);
  }

  toJSON(): { shape: Sizes; dtype: DType; data: number[] } {
    return { shape: this.shape as Sizes, dtype: this.dtype, data: Array.from(this.data) };
  }
}

/** What {@link Tensor.toArray} gives: numbers nested as deep as the shape is long. */
export type NestedOf<S extends Shape> = number extends S['length']
  ? // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the depth is unknown
    any
  : S extends readonly [unknown, ...infer Rest extends Shape]
    ? NestedOf<Rest>[]
    : number;

/**
 * A tensor from a number, nested arrays or a typed array. Nested and plain arrays are read into new storage; a typed
 * array of the right dtype is taken as it is, without a copy.
 *
 * - **dtype** from the typed array, `bool` for booleans, else `float32`
 * - **Throws** {@link ShapeError} when rows differ in length or the sizes do not fit the elements
 *
 * @example
 * tensor([[1, 2], [3, 4]]).toString() // => 'float32 [2, 2] [[1, 2], [3, 4]]'
 */
export function tensor<const S extends Sizes = Sizes>(
  values: TensorLike,
  options: { readonly shape?: S; readonly dtype?: DType } = {},
): Tensor<S> {
  if (values instanceof Tensor) return ofTypedArray(values.data, options.shape ?? (values.shape as Sizes), options.dtype ?? values.dtype) as Tensor<S>;
  if (ArrayBuffer.isView(values)) return ofTypedArray(values, options.shape ?? [values.length], options.dtype) as Tensor<S>;
  return ofNested(values, options.shape, options.dtype) as Tensor<S>;
}

function ofTypedArray(data: TypedArray, shape: Sizes, dtype: DType = dtypeOf(data)): Tensor {
  checkCount(data.length, shape);
  if (dtype === dtypeOf(data)) return new Tensor(shape, dtype, data);
  const converted = allocate(dtype, data.length);
  converted.set(data);
  return new Tensor(shape, dtype, converted);
}

function ofNested(values: Nested, given: Sizes | undefined, dtype?: DType): Tensor {
  const shape: number[] = [];
  let first: Nested | undefined = values;
  while (typeof first === 'object') {
    shape.push(first.length);
    first = first[0];
  }
  const kind = dtype ?? (typeof first === 'boolean' ? 'bool' : 'float32');
  if (typeof values !== 'object') return new Tensor(given ?? [], kind, rounded(Number(values), kind));
  const data = allocate(kind, sizeOf(shape));
  let position = 0;
  const fill = (value: Nested, axis: number): void => {
    if (typeof value !== 'object') {
      if (axis !== shape.length) throw ragged(shape, axis, 'a number');
      if (typeof value !== 'number' && typeof value !== 'boolean')
        throw new DtypeError('tensor', [], `elements must be numbers or booleans, and one is ${typeof value}`, 'Convert it first.');
      data[position++] = Number(value);
    } else {
      if (axis >= shape.length || value.length !== shape[axis]) throw ragged(shape, axis, `${value.length} elements`);
      for (const inner of value) fill(inner, axis + 1);
    }
  };
  fill(values, 0);
  checkCount(data.length, given ?? shape);
  return new Tensor(given ?? shape, kind, data);
}

function rounded(value: number, dtype: DType): number {
  const cell = allocate(dtype, 1);
  cell[0] = value;
  return cell[0];
}

function checkCount(count: number, shape: Sizes): void {
  if (count !== sizeOf(shape))
    throw new ShapeError('tensor', [[count], shape], 'the number of elements must fit the shape', 'Check the shape option.');
}

function ragged(shape: Sizes, axis: number, found: string): ShapeError {
  return new ShapeError('tensor', [shape], `every row of axis ${axis} must be alike, and one holds ${found}`, 'Pad or cut the rows to one length.');
}
