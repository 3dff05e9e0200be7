import { fillUniform, foldIn, key, sizeOf, tensor, type DType, type Sizes, type Tensor } from '@thalweg/tensor';

/** A value for naive formulas: nothing but sizes and numbers. */
export interface Plain {
  readonly shape: Sizes;
  readonly data: readonly number[];
  /** What it is in a graph: `real` values come in float32 and float64, as a law has it. */
  readonly dtype: 'real' | DType;
}

/** Every index into a shape, in row-major order. */
export function indicesOf(shape: Sizes): number[][] {
  const index = shape.map(() => 0);
  return Array.from({ length: sizeOf(shape) }, () => {
    const found = [...index];
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis]! === shape[axis]; axis--) index[axis] = 0;
    return found;
  });
}

/** A value from a formula over its index. */
export function plain(shape: Sizes, of: (index: number[]) => number, dtype: Plain['dtype'] = 'real'): Plain {
  return { shape, data: indicesOf(shape).map(of), dtype };
}

/** An element; the value is repeated along axes that it lacks or where its size is 1. */
export function at({ shape, data }: Plain, index: readonly number[]): number {
  const own = shape.length === 0 ? [] : index.slice(-shape.length);
  return data[own.reduce((offset, i, axis) => offset * shape[axis]! + (shape[axis] === 1 ? 0 : i), 0)]!;
}

/** A list with another value at one place. */
export function replaced<T>(list: readonly T[], place: number, value: T): T[] {
  return list.map((old, at) => (at === place ? value : old));
}

/** The shape that shapes broadcast to. */
export function joined(...shapes: readonly Sizes[]): Sizes {
  const rank = Math.max(...shapes.map(shape => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const lengths = shapes.map(shape => shape[axis - rank + shape.length] ?? 1);
    return lengths.find(length => length !== 1) ?? 1;
  });
}

/** A formula of single elements, applied to all. */
export function map(of: (...x: number[]) => number, dtype: Plain['dtype'] = 'real'): (...inputs: Plain[]) => Plain {
  return (...inputs) =>
    plain(joined(...inputs.map(({ shape }) => shape)), index => of(...inputs.map(input => at(input, index))), dtype);
}

/** Random numbers that float32 holds exactly, in a range. */
export function drawn(shape: Sizes, seed: number, low = -2, high = 2): Plain {
  const data = new Float64Array(sizeOf(shape));
  fillUniform(data, foldIn(key(2024), seed));
  return { shape, data: Array.from(data, u => Math.fround(low + (high - low) * u)), dtype: 'real' };
}

/** It as a tensor. */
export function tensorOf({ shape, data, dtype }: Plain, real: DType): Tensor {
  return tensor([...data], { shape, dtype: dtype === 'real' ? real : dtype });
}
