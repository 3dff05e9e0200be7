import { Observable } from 'rxjs';
import type { BucketByLengthOptions } from './bucket-by-length-options.ts';
import type { Batch } from './collate.ts';
import { Dataset } from './dataset.ts';
import { checkReadable, afterItems } from './internal/after-items.ts';
import { connected } from './internal/connected.ts';
import { derived } from './internal/derived.ts';
import { FillingBuckets } from './internal/filling-buckets.ts';
import { lengthBuckets, type Buckets } from './internal/length-buckets.ts';
import { isOutstanding, OutstandingItems, type OutstandingItem } from './internal/outstanding-items.ts';
import { paddedStack } from './internal/padded.ts';
import { pullWhile } from './internal/pull-while.ts';
import { placeOf } from './internal/source-place.ts';
import type { Reading } from './reader.ts';
import type { ItemOf, SourceLike } from './source-like.ts';

/**
 * Collects records of like length in buckets, and stacks each full bucket into a batch, padded as `paddedBatch` pads: less of a
 * batch is padding. At the end of an epoch the rest of each bucket is a batch, the shortest records first.
 *
 * - **Order** of the records of a bucket: their own; a batch comes when its bucket is full
 * - **Position** exact: it keeps the numbers of the records that wait in buckets, which a resumed reading reads again
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
          derived((source as Dataset<T>).reader, undefined, (source, epoch, index, place) => {
            checkReadable(source, index);
            const from =
              place === undefined
                ? { index: 0, place: null, read: 0, waiting: [] }
                : placeOf('bucketByLength', place, isOutstanding);
            const reading = bucketed(new OutstandingItems(source, epoch, from), buckets);
            return afterItems(reading, place === undefined ? index : 0);
          }),
        )
      : bucketedStream(source, buckets)) as unknown as SourceLike<S, Batch<ItemOf<S>>>;
}

function bucketed<T>(items: OutstandingItems<T>, buckets: Buckets<T>): Reading<Batch<T>> {
  const filling = new FillingBuckets<OutstandingItem<T>>(buckets.sizes, buckets.dropRemainder);
  const reading: Reading<OutstandingItem<T>> = { next: () => items.next() };
  return {
    next() {
      let full: readonly OutstandingItem<T>[] | undefined;
      const fill = (item: OutstandingItem<T> | undefined): boolean => {
        full = item === undefined ? filling.rest() : filling.add(item, buckets.of(item.item, item.before.index));
        return item !== undefined && full === undefined;
      };
      const batch = (): Batch<T> | undefined => (full === undefined ? undefined : deliver(items, full, buckets));
      const awaited = pullWhile(reading, fill);
      return awaited === undefined ? batch() : awaited.then(batch);
    },
    place: () => items.place(),
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
