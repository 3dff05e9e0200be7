import { optionsOf } from '@thalweg/tensor/engine';
import { Observable } from 'rxjs';
import { Dataset } from '../core/dataset.ts';
import { type CountedOffset, derived, offsetOf, pullWhile } from '../core/epoch-iterators.ts';
import { checkCount } from '../core/checks.ts';
import type { ItemOf, SourceLike } from '../core/source-like.ts';
import type { EpochReader, EpochIterator } from '../core/reader.ts';
import type { RowSelection } from '../core/row-selection.ts';
import { rowsAtHand } from '../core/rows.ts';
import { iterate, orderOf, rowsOf } from '../core/run-iterator.ts';
import type { Batch } from '../core/collate.ts';
import { stacked } from '../core/stacked.ts';

/** Options of {@link batch}. */
export interface BatchOptions {
  /** Leaves out a last batch that is not full; `false` by default. */
  readonly dropRemainder?: boolean;
}

/**
 * Stacks every `size` records into a batch `{ field: Tensor }`, and the remaining ones into a smaller last batch.
 * `Infinity` takes the whole epoch, or all records up to the completion of an observable.
 *
 * - **Shape** a scalar field → `[rows]`, a field of shape `[…]` → `[rows, …]`. A sparse column, `x.indices` and `x.values`, whose
 *   rows differ in length is filled up with index −1 and value 0: to the longest row, above 32 to a power of two
 * - **Order** that of the records; a batch never crosses the end of a dataset's epoch
 * - **Storage** new for each batch, or that of the batch passed to `DatasetIterator.next`
 * - **Throws** {@link DataError} if `size` is not a positive integer or `Infinity`; as a stream error if the records
 *   of a batch differ in shape
 *
 * @example
 * atOnce(fromColumns({ x: [1, 2, 3] }).pipe(batch(2)).open().next())!.x.toString() // => 'float32 [2] [1, 2]'
 */
export function batch(
  size: number,
  options?: BatchOptions,
): <S extends Observable<unknown>>(source: S) => SourceLike<S, Batch<ItemOf<S>>> {
  const { dropRemainder } = optionsOf('batch', options, { dropRemainder: false });
  checkCount('batch', 'size', size, 1, 'or Infinity');
  const full = size === Infinity || !dropRemainder ? 1 : size;
  return <S extends Observable<unknown>>(source: S) =>
    (source instanceof Dataset ? batchDataset(source, size, full) : batchStream(source, size, full)) as SourceLike<
      S,
      Batch<ItemOf<S>>
    >;
}

/** `full` is the number of records from which on a batch is emitted. */
function batchDataset<T>({ reader, epochs }: Dataset<T>, size: number, full: number): Dataset<Batch<T>> {
  const { length } = reader;
  const selection = rowsAtHand(reader);
  const batches = length === undefined ? undefined : Math.floor(length / size) + (length % size >= full ? 1 : 0);
  if (reader.tables !== undefined && reader.openRun === undefined)
    return new Dataset({ length: batches, epochs, batched: true, read: reader.tables.batches(size, full) });
  return new Dataset({
    ...(selection === undefined
      ? derived(reader, batches, (source, epoch, index, offset) => {
          const from =
            offset === undefined
              ? { index: recordsBefore(index, size), place: null }
              : offsetOf<CountedOffset>('batch', offset);
          return inBatches(source, epoch, from, size, full);
        })
      : { length: batches, epochs, read: (epoch, index) => gathered(selection, epoch, index, size, full) }),
    batched: true,
  });
}

/** Rows go straight from their columns into the batch. */
function gathered<T>(
  selection: RowSelection<T>,
  epoch: number,
  index: number,
  size: number,
  full: number,
): EpochIterator<Batch<T>> {
  const { length } = selection;
  const rows = rowsOf(selection, epoch);
  const order = orderOf(selection, epoch);
  let from = recordsBefore(index, size);
  return {
    next(recycle) {
      const to = Math.min(from + size, length);
      if (to - from < full) return undefined;
      const batch = rows.gather(order, from, to, recycle);
      from = to;
      return batch;
    },
  };
}

/** Stacks the items of a source from one of them on. */
function inBatches<T>(
  source: EpochReader<T>,
  epoch: number,
  from: CountedOffset,
  size: number,
  full: number,
): EpochIterator<Batch<T>> {
  let { index, place } = from;
  if (index === Infinity) return { next: () => undefined };
  const iterator = iterate(source, epoch, index, place ?? undefined);
  return {
    next(recycle) {
      const records: T[] = [];
      const stack = (): Batch<T> | undefined => {
        if (records.length < full) return undefined;
        const start = index;
        index += records.length;
        place = iterator.offset?.() ?? null;
        return stacked(records, { recycle, rowOf: at => start + at }) as Batch<T>;
      };
      const awaited = pullWhile(iterator, record => record !== undefined && records.push(record) < size);
      return awaited === undefined ? stack() : awaited.then(stack);
    },
    offset: () => (place === null ? undefined : { index, place }),
    close: () => iterator.close?.(),
  };
}

/** The records before batch `index`. */
function recordsBefore(index: number, size: number): number {
  return index === 0 ? 0 : index * size;
}

function batchStream<T>(source: Observable<T>, size: number, full: number): Observable<Batch<T>> {
  return new Observable(subscriber => {
    let records: T[] = [];
    let from = 0;
    const flush = (): void => {
      const taken = records;
      const start = from;
      records = [];
      from += taken.length;
      if (taken.length < full) return;
      try {
        subscriber.next(stacked(taken, { rowOf: at => start + at }) as Batch<T>);
      } catch (error) {
        subscriber.error(error);
      }
    };
    // Tied before the source connects: one that emits at once, perhaps for ever, must see who has left.
    const tied = new Observable<T>(inner => {
      subscriber.add(inner);
      return source.subscribe(inner);
    });
    return tied.subscribe({
      next: record => {
        if (records.push(record) === size) flush();
      },
      error: error => subscriber.error(error),
      complete: () => {
        flush();
        subscriber.complete();
      },
    });
  });
}
