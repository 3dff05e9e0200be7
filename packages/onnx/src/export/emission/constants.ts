import { allocate, type DType, type TypedArray } from '@thalweg/tensor';
import { TensorProto_DataType as Type } from 'onnx-buf';
import type { Names } from './block.ts';

/** The elements of a stored value; sizes and positions are int64. */
export interface Stored {
  readonly name: string;
  readonly dtype: DType | 'int64';
  readonly shape: readonly number[];
  readonly data: TypedArray | BigInt64Array;
}

/** The values that a model stores: its parameters and states, and the numbers of its formulas. */
export class Constants {
  readonly all: Stored[] = [];
  readonly #names: Names;
  readonly #known = new Map<string, string>();
  readonly #numbers = new Set<string>();

  constructor(names: Names) {
    this.#names = names;
  }

  /** Stores a value under a name, which may get a number. Returns its name. */
  store({ name, ...stored }: Stored): string {
    const own = this.#names.unique(name);
    this.all.push({ name: own, ...stored });
    return own;
  }

  /** Returns the name of a vector of sizes, axes or positions. */
  whole(values: readonly number[]): string {
    return this.#once(`int64[${values.join()}]`, () => ({
      dtype: 'int64',
      shape: [values.length],
      data: BigInt64Array.from(values, wholeOf),
    }));
  }

  /** Returns the name of one position or size. */
  position(value: number): string {
    return this.#once(`int64 ${value}`, () => ({ dtype: 'int64', shape: [], data: BigInt64Array.of(wholeOf(value)) }));
  }

  /** Returns the name of a number. */
  number(value: number, dtype: DType): string {
    return this.numbers([value], dtype, []);
  }

  /** Returns the name of numbers in a shape. */
  numbers(values: readonly number[], dtype: DType, shape: readonly number[] = [values.length]): string {
    const data = allocate(dtype, values.length);
    data.set(values);
    return this.#once(
      `${dtype}[${shape.join()}]: ${values.map(value => (Object.is(value, -0) ? '-0' : value)).join()}`,
      () => ({ dtype, shape, data }),
    );
  }

  /** True for a name that stands for the same numbers everywhere. */
  isNumber(name: string): boolean {
    return this.#numbers.has(name);
  }

  #once(key: string, stored: () => Omit<Stored, 'name'>): string {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const name = this.store({ name: 'constant', ...stored() });
    this.#known.set(key, name);
    this.#numbers.add(name);
    return name;
  }
}

/** A whole number as int64; ±∞ are the ends. */
function wholeOf(value: number): bigint {
  if (Number.isFinite(value)) return BigInt(value);
  return value > 0 ? 2n ** 63n - 1n : -(2n ** 63n);
}

const types = { float32: Type.FLOAT, float64: Type.DOUBLE, int32: Type.INT32, bool: Type.BOOL, int64: Type.INT64 };

/** Returns the element type of ONNX for a dtype; sizes and positions are int64 there. */
export function onnxType(dtype: DType | 'int64'): Type {
  return types[dtype];
}
