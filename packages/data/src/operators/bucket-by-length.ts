import { arrayOf, functionOf, optionsOf, printed } from '@thalweg/tensor/engine';
import { Observable } from 'rxjs';
import { checkCount } from '../core/checks.ts';
import type { Batch } from '../core/collate.ts';
import { DataError } from '../core/data-error.ts';
import { Dataset } from '../core/dataset.ts';
import type { EpochIterator } from '../core/reader.ts';
import { afterItems, checkReadable, derived, offsetOf, pullWhile } from '../core/epoch-iterators.ts';
import type { ItemOf, SourceLike } from '../core/source-like.ts';
import { connected } from '../core/streams.ts';
import { paddedStack, type Padding } from './padded.ts';
import type { BucketByLengthOptions } from './bucket-by-length-options.ts';
import { isOutstanding, type OutstandingItem, OutstandingItems } from './read-ahead.ts';

/**
 * Collects records of like length in buckets, and stacks each full bucket into a batch, padded as `paddedBatch` pads: less of a
 * batch is padding. At the end of an epoch the rest of each bucket is a batch, the shortest records first.
 *
 * - **Order** of the records of a bucket: their own; a batch comes when its bucket is full
 * - **Offset** exact: it keeps the numbers of the records that wait in buckets, which a resumed iterator reads again
 * - **Throws** {@link DataError} if boundaries do not rise, or there is not one batch size for each bucket; as a stream error if
 *   a length is no number
 * - **Source** the rule is that of TensorFlow's `Dataset.bucket_by_sequence_length`
 *
 * @example
 * const sentences = fromIterable([[1, 2, 3], [4], [5, 6, 7, 8], [9]]);
 * const length = (words: number[]) => words.length;
 * const batches = sentences.pipe(bucketByLength({ length, boundaries: [3], batchSizes: 2 }));
 * atOnce(batches.open().next())!.toArray() // => [[1, 2, 3, 0], [5, 6, 7, 8]]
 */
export function bucketByLength<T>(
  options: BucketByLengthOptions<T>,
): <S extends Observable<T>>(source: S) => SourceLike<S, Batch<ItemOf<S>>> {
  const buckets = lengthBuckets(options);
  return <S extends Observable<T>>(source: S) =>
    (source instanceof Dataset
      ? new Dataset(
          derived((source as Dataset<T>).reader, undefined, (source, epoch, index, offset) => {
            checkReadable(source, index);
            const from =
              offset === undefined
                ? { index: 0, place: null, read: 0, waiting: [] }
                : offsetOf('bucketByLength', offset, isOutstanding);
            const iterator = bucketed(new OutstandingItems(source, epoch, from), buckets);
            return afterItems(iterator, offset === undefined ? index : 0);
          }),
        )
      : bucketedStream(source, buckets)) as unknown as SourceLike<S, Batch<ItemOf<S>>>;
}

function bucketed<T>(items: OutstandingItems<T>, buckets: Buckets<T>): EpochIterator<Batch<T>> {
  const filling = new FillingBuckets<OutstandingItem<T>>(buckets.sizes, buckets.dropRemainder);
  const iterator: EpochIterator<OutstandingItem<T>> = { next: () => items.next() };
  return {
    next() {
      let full: readonly OutstandingItem<T>[] | undefined;
      const fill = (item: OutstandingItem<T> | undefined): boolean => {
        full = item === undefined ? filling.rest() : filling.add(item, buckets.of(item.item, item.before.index));
        return item !== undefined && full === undefined;
      };
      const batch = (): Batch<T> | undefined => (full === undefined ? undefined : deliver(items, full, buckets));
      const awaited = pullWhile(iterator, fill);
      return awaited === undefined ? batch() : awaited.then(batch);
    },
    offset: () => items.offset(),
    close: () => items.close(),
  };
}

function deliver<T>(items: OutstandingItems<T>, full: readonly OutstandingItem<T>[], buckets: Buckets<T>): Batch<T> {
  const batch = stackOf(
    full.map(({ item }) => item),
    full.map(({ before }) => before.index),
    buckets,
  );
  for (const item of full) items.deliver(item);
  return batch;
}

function stackOf<T>(records: readonly T[], rows: readonly number[], { padding }: Buckets<T>): Batch<T> {
  return paddedStack('bucketByLength', records, padding, at => rows[at]!) as Batch<T>;
}

function bucketedStream<T>(source: Observable<T>, buckets: Buckets<T>): Observable<Batch<T>> {
  return new Observable(subscriber => {
    const filling = new FillingBuckets<{ readonly record: T; readonly row: number }>(
      buckets.sizes,
      buckets.dropRemainder,
    );
    let row = 0;
    const emit = (full: readonly { readonly record: T; readonly row: number }[]): void =>
      subscriber.next(
        stackOf(
          full.map(({ record }) => record),
          full.map(({ row }) => row),
          buckets,
        ),
      );
    connected(source, subscriber, {
      next: record => {
        const full = filling.add({ record, row }, buckets.of(record, row++));
        if (full !== undefined) emit(full);
      },
      complete: () => {
        for (let rest = filling.rest(); rest !== undefined && !subscriber.closed; rest = filling.rest()) emit(rest);
        subscriber.complete();
      },
    });
  });
}

/** Buckets that fill up. */
class FillingBuckets<T> {
  readonly #sizes: readonly number[];
  readonly #dropRemainder: boolean;
  readonly #items: T[][];

  constructor(sizes: readonly number[], dropRemainder: boolean) {
    this.#sizes = sizes;
    this.#dropRemainder = dropRemainder;
    this.#items = sizes.map(() => []);
  }

  /** Puts an item into a bucket. Empties the bucket and returns its items if it is full. */
  add(item: T, bucket: number): T[] | undefined {
    return this.#items[bucket]!.push(item) === this.#sizes[bucket] ? this.#emptied(bucket) : undefined;
  }

  /** Empties the first bucket with items at the end of an epoch; undefined if there is none to be delivered. */
  rest(): T[] | undefined {
    const bucket = this.#dropRemainder ? -1 : this.#items.findIndex(({ length }) => length > 0);
    return bucket < 0 ? undefined : this.#emptied(bucket);
  }

  #emptied(bucket: number): T[] {
    const items = this.#items[bucket]!;
    this.#items[bucket] = [];
    return items;
  }
}

/** Buckets for records of like length. */
interface Buckets<T> {
  readonly sizes: readonly number[];
  readonly padding: Padding;
  readonly dropRemainder: boolean;
  /** The number of the bucket of a record. */
  readonly of: (record: T, row: number) => number;
}

/** Returns the buckets of options. Throws {@link DataError} for options that make none. */
function lengthBuckets<T>(options: BucketByLengthOptions<T>): Buckets<T> {
  const { length, boundaries, batchSizes, dropRemainder, ...padding } = optionsOf('bucketByLength', options, {
    length: undefined,
    boundaries: undefined,
    batchSizes: undefined,
    dropRemainder: false,
    pad: 0,
    fields: undefined,
    multipleOf: 1,
  });
  functionOf('bucketByLength', 'length', length);
  checkCount('bucketByLength', 'multipleOf', padding.multipleOf, 1);
  checkRising(boundaries);
  return {
    sizes: sizesOf(batchSizes, boundaries.length + 1),
    padding,
    dropRemainder,
    of: (record, row) => {
      const own = checkedLength(length(record), row);
      const found = boundaries.findIndex(boundary => own < boundary);
      return found < 0 ? boundaries.length : found;
    },
  };
}

function checkRising(boundaries: readonly number[]): void {
  const given = arrayOf('bucketByLength', 'boundaries', boundaries);
  if (given.length > 0 && given.every((boundary, at) => at === 0 || boundary > given[at - 1]!)) return;
  throw new DataError(
    'bucketByLength',
    'boundaries must be rising lengths, at least one',
    `[${given.join(', ')}]`,
    'Sort them, or use paddedBatch for a single bucket.',
  );
}

function sizesOf(batchSizes: number | readonly number[], buckets: number): readonly number[] {
  const sizes = typeof batchSizes === 'number' ? new Array<number>(buckets).fill(batchSizes) : batchSizes;
  for (const size of arrayOf('bucketByLength', 'batchSizes', sizes))
    checkCount('bucketByLength', 'each batch size', size, 1);
  if (sizes.length === buckets) return sizes;
  throw new DataError(
    'bucketByLength',
    `there must be ${buckets} batch sizes, one more than boundaries`,
    `${sizes.length}`,
    'The last one is that of the records from the last boundary on.',
  );
}

function checkedLength(length: number, row: number): number {
  if (typeof length === 'number' && !Number.isNaN(length)) return length;
  throw new DataError(
    'bucketByLength',
    'length must return a number',
    `${printed(length)} in row ${row}`,
    'Return the number of elements of the record.',
    { row },
  );
}
