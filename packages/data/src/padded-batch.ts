import { optionsOf } from '@thalweg/tensor/engine';
import { map as mapStream, type Observable } from 'rxjs';
import type { Batch } from './collate.ts';
import { Dataset } from './dataset.ts';
import { checkCount } from './internal/check-count.ts';
import { derived } from './internal/derived.ts';
import { groupsFrom, groupsOf, type Group, type GroupSizes } from './internal/groups.ts';
import { paddedStack, type Padding } from './internal/padded.ts';
import { placeOf, type SourcePlace } from './internal/source-place.ts';
import type { ItemOf, SourceLike } from './source-like.ts';

/** Options about the padding of a batch. */
export interface PaddingOptions {
  /** The value at padded places: one for all fields, or one for each by name; 0 by default. */
  readonly pad?: number | Readonly<Record<string, number>>;
  /** The fields that may be padded; the values of all others must be alike. All fields by default. */
  readonly fields?: readonly string[];
  /** Sizes are rounded up to a multiple of this number, so that batches have fewer different shapes; 1 by default. */
  readonly multipleOf?: number;
}

/** Options of {@link paddedBatch}. */
export interface PaddedBatchOptions extends PaddingOptions {
  /** Leaves out a last batch that is not full; `false` by default. */
  readonly dropRemainder?: boolean;
}

/**
 * Stacks every `size` records into a batch, as `batch` does, and pads vectors and tensors at their ends to the largest size in
 * the batch. Add a field with the length, or a mask, by `map` before it.
 *
 * - **Shape** vectors of lengths `l₁ … lₙ` → `[n, max l]`; tensors `[t, d]` are padded along each axis
 * - **Throws** {@link DataError} if `size` is not a positive integer or `Infinity`; as a stream error if values differ in their
 *   number of axes
 * - **Source** the rule is that of TensorFlow's `Dataset.padded_batch`
 *
 * @example
 * const words = fromIterable([{ tokens: [1, 2, 3] }, { tokens: [4] }]).pipe(paddedBatch(2));
 * atOnce(words.open().next())!.tokens.toArray() // => [[1, 2, 3], [4, 0, 0]]
 */
export function paddedBatch(
  size: number,
  options?: PaddedBatchOptions,
): <S extends Observable<unknown>>(source: S) => SourceLike<S, Batch<ItemOf<S>>> {
  const { dropRemainder, ...padding } = optionsOf('paddedBatch', options, {
    pad: 0,
    fields: undefined,
    multipleOf: 1,
    dropRemainder: false,
  });
  checkCount('paddedBatch', 'size', size, 1, 'or Infinity');
  checkCount('paddedBatch', 'multipleOf', padding.multipleOf, 1);
  const sizes: GroupSizes = { size, full: size === Infinity || !dropRemainder ? 1 : size };
  const stack = <T>({ records, first }: Group<T>): Batch<T> =>
    paddedStack('paddedBatch', records, padding as Padding, at => first + at) as Batch<T>;
  return <S extends Observable<unknown>>(source: S) =>
    (source instanceof Dataset
      ? paddedBatchOfDataset(source, sizes, stack)
      : groupsOf(source, sizes).pipe(mapStream(stack))) as SourceLike<S, Batch<ItemOf<S>>>;
}

function paddedBatchOfDataset<T>(
  { reader }: Dataset<T>,
  { size, full }: GroupSizes,
  stack: (group: Group<T>) => Batch<T>,
): Dataset<Batch<T>> {
  const { length } = reader;
  const batches = length === undefined ? undefined : Math.floor(length / size) + (length % size >= full ? 1 : 0);
  const stackAny = (group: Group<T> | undefined): Batch<T> | undefined => (group === undefined ? group : stack(group));
  return new Dataset(
    derived(reader, batches, (source, epoch, index, place) => {
      const start = { index: index === 0 ? 0 : index * size, place: null };
      const from = place === undefined ? start : placeOf<SourcePlace>('paddedBatch', place);
      const groups = groupsFrom(source, epoch, from, { size, full });
      return {
        next() {
          const group = groups.next();
          return group instanceof Promise ? group.then(stackAny) : stackAny(group);
        },
        place: () => groups.place?.(),
        close: () => groups.close?.(),
      };
    }),
  );
}
