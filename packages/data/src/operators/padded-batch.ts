import { optionsOf } from '@thalweg/tensor/engine';
import { map as mapStream, Observable } from 'rxjs';
import { checkCount } from '../core/checks.ts';
import type { Batch } from '../core/collate.ts';
import { Dataset } from '../core/dataset.ts';
import type { EpochReader, EpochIterator } from '../core/reader.ts';
import { type CountedOffset, derived, offsetOf, pullWhile } from '../core/epoch-iterators.ts';
import { iterate } from '../core/run-iterator.ts';
import type { ItemOf, SourceLike } from '../core/source-like.ts';
import { connected } from '../core/streams.ts';
import { paddedStack, type Padding } from './padded.ts';

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
    derived(reader, batches, (source, epoch, index, offset) => {
      const start = { index: index === 0 ? 0 : index * size, place: null };
      const from = offset === undefined ? start : offsetOf<CountedOffset>('paddedBatch', offset);
      const groups = groupsFrom(source, epoch, from, { size, full });
      return {
        next() {
          const group = groups.next();
          return group instanceof Promise ? group.then(stackAny) : stackAny(group);
        },
        offset: () => groups.offset?.(),
        close: () => groups.close?.(),
      };
    }),
  );
}

/** Successive records, and the number of the first one in its epoch. */
interface Group<T> {
  readonly records: readonly T[];
  readonly first: number;
}

/** The number of records in a group, and the number from which on the last group is one. */
interface GroupSizes {
  readonly size: number;
  readonly full: number;
}

/** Reads groups of successive records from one of them on. */
function groupsFrom<T>(
  source: EpochReader<T>,
  epoch: number,
  from: CountedOffset,
  { size, full }: GroupSizes,
): EpochIterator<Group<T>> {
  let { index, place } = from;
  if (index === Infinity) return { next: () => undefined };
  const iterator = iterate(source, epoch, index, place ?? undefined);
  return {
    next() {
      const records: T[] = [];
      const group = (): Group<T> | undefined => {
        if (records.length < full) return undefined;
        const first = index;
        index += records.length;
        place = iterator.offset?.() ?? null;
        return { records, first };
      };
      const awaited = pullWhile(iterator, record => record !== undefined && records.push(record) < size);
      return awaited === undefined ? group() : awaited.then(group);
    },
    offset: () => (place === null ? undefined : { index, place }),
    close: () => iterator.close?.(),
  };
}

/** Groups of successive records of a stream. */
function groupsOf<T>(source: Observable<T>, { size, full }: GroupSizes): Observable<Group<T>> {
  return new Observable(subscriber => {
    let records: T[] = [];
    let first = 0;
    const flush = (): void => {
      const group = { records, first };
      records = [];
      first += group.records.length;
      if (group.records.length >= full) subscriber.next(group);
    };
    connected(source, subscriber, {
      next: record => {
        if (records.push(record) === size) flush();
      },
      complete: () => {
        flush();
        subscriber.complete();
      },
    });
  });
}
