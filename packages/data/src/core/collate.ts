import type { Tensor, TypedArray } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Pixels } from './pixels.ts';
import { stacked } from './stacked.ts';

/** The values that a field of a record may have and that become a tensor in a batch. {@link Pixels} become a block of pixels. */
export type Field = number | boolean | TypedArray | readonly number[] | Tensor;

/**
 * Records stacked: a tensor with a leading axis of rows for each field, or a block for one of {@link Pixels}; a single one for bare
 * values.
 */
export type Batch<T> = T extends Field ? Tensor : T extends Pixels ? Pixels : { [K in keyof T]: Stacks<T[K]> };

/** A field of a batch. A field of any type is a tensor. */
type Stacks<V> = [V] extends [Field] ? Tensor : [V] extends [Pixels] ? Pixels : Tensor;

/** Options of {@link collate}. */
export interface CollateOptions<T> {
  /** A batch that is no longer used: its storage is reused if it fits. */
  readonly recycle?: Batch<T> | undefined;
  /** Returns the row number of a record for messages; its index by default. */
  readonly rowOf?: ((index: number) => number) | undefined;
}

/**
 * Stacks records field by field into one batch.
 *
 * - **Shape** a number or boolean → `[rows]`, `k` numbers → `[rows, k]`, a tensor `[…] → [rows, …]`
 * - **Pixels** of one size → a block of them, `[rows, height, width, channels]`, as bytes
 * - **dtype** of typed arrays and tensors stays; booleans become `bool`, numbers `float32`
 * - **Throws** `DataError` if a record has no own fields, such as a Promise or a Map, or if a field cannot be
 *   stacked or differs in shape or dtype between records
 *
 * @example
 * collate([{ x: [1, 2], y: 0 }, { x: [3, 4], y: 1 }]).x.toArray() // => [[1, 2], [3, 4]]
 */
export function collate<T>(records: readonly T[], options?: CollateOptions<T>): Batch<T> {
  const { recycle, rowOf = (index: number) => index } = optionsOf('collate', options, {
    recycle: undefined,
    rowOf: undefined,
  });
  return stacked(records, { recycle, rowOf }) as Batch<T>;
}
