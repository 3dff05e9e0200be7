import { nodeOf } from '../node/node.ts';
import { Tensor, type Sizes, type TensorLike } from '@thalweg/tensor';
import type { Feed } from '../frame/feeds.ts';
import { coerce } from '../sources/coerce.ts';
import type { Source } from '../sources/source.ts';
import { Storage } from '../wire/cell.ts';

/** Values of a source for several passes, one after another, as a frame's `runRows` takes them. */
export interface Column {
  readonly feed: Feed;
  /** The number of passes. */
  readonly rows: number;
}

/**
 * Returns values of a source for several passes. The first axis of the given value has one place for each pass. If the first
 * axis of the source has a name, as that of a batch, the value may have the axes of the source instead, and each pass has a
 * batch of one.
 *
 * - **Shape** for a source of shape `S`: `[rows, …S]`; for one of `['batch', …S]` also that, read as `[1, …S]` each
 * - **Throws** `ShapeError` or `DtypeError` if it does not fit
 */
export function columnOf(source: Source, value: TensorLike): Column {
  const { name, shape, dtype } = nodeOf('columnOf', source);
  const ranked = value instanceof Tensor ? value.shape.length : shape.length;
  const batched = typeof shape[0] === 'string' && ranked === shape.length;
  const { data, shape: sizes } = coerce({ name, dtype, shape: batched ? shape : ['rows', ...shape] }, value);
  const [rows, ...rest] = sizes as Sizes as [number, ...number[]];
  return { feed: { wire: source, storage: new Storage(data, true, true), shape: batched ? [1, ...rest] : rest }, rows };
}
