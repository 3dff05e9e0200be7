import { foldIn, permutation, type Key } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { concat, concatMap, defer, type Observable } from 'rxjs';
import { DataError } from './data-error.ts';
import { Dataset } from './dataset.ts';
import { resumedAfter } from './internal/after-items.ts';
import { derived } from './internal/derived.ts';
import { pullWhile } from './internal/pull-while.ts';
import { checkCount } from './internal/check-count.ts';
import { ShuffleWindow } from './internal/shuffle-window.ts';
import type { ItemOf, SourceLike } from './source-like.ts';
import type { Reading } from './reader.ts';
import { selected } from './selected.ts';
import type { RowSelection } from './row-selection.ts';
import { orderOf } from './internal/row-order.ts';
import { seedKey } from './internal/seed-key.ts';

/** Options of {@link shuffle}. */
export interface ShuffleOptions {
  readonly seed: number;
  /** Shuffles whole batches behind `batch`, whose rows stay together. Without it, `shuffle` behind `batch` is an error. */
  readonly batches?: boolean;
  /** The number of items in the window, where items cannot be read in any order; 1024 by default. */
  readonly window?: number;
}

/**
 * Shuffles the items, in another order for each epoch: a function of the seed and the epoch's number alone.
 *
 * Rows that can be read in any order are permuted as a whole. Of others, and of any other observable, each item is
 * drawn from a window of those that come next; each subscription to an observable is epoch 0.
 *
 * - **Throws** {@link DataError} if `window` is not a positive integer, or behind `batch`, unless whole batches are meant
 * - **Source** Fisher and Yates, "Statistical Tables", 1938; the window is that of TensorFlow's `Dataset.shuffle`
 *
 * @example
 * fromIterable([1, 2, 3]).pipe(shuffle({ seed: 7 })) // the three in another order, every epoch
 */
export function shuffle(
  options: ShuffleOptions,
): <S extends Observable<unknown>>(source: S) => SourceLike<S, ItemOf<S>> {
  const { seed, window, batches } = optionsOf('shuffle', options, { seed: undefined, window: 1024, batches: false });
  checkCount('shuffle', 'window', window, 1);
  const root = seedKey('shuffle', seed);
  return <S extends Observable<unknown>>(source: S) =>
    (source instanceof Dataset
      ? shuffleDataset(batches ? source : unbatched(source), root, window)
      : shuffleStream(source, foldIn(root, 0), window)) as SourceLike<S, ItemOf<S>>;
}

/** Refuses batches: rows that are batched first stay together in all epochs, which is hardly ever meant. */
function unbatched<T extends Dataset<unknown>>(source: T): T {
  if (source.reader.batched !== true) return source;
  throw new DataError(
    'shuffle',
    'rows must be shuffled before they are batched',
    'a dataset of batches',
    'Put shuffle before batch, or give { batches: true } to shuffle whole batches.',
  );
}

function shuffleDataset<T>({ reader, epochs }: Dataset<T>, root: Key, window: number): Dataset<T> {
  const { length, selection } = reader;
  if (selection !== undefined) return selected(permuted(selection, root), epochs);
  const tables = reader.openRun === undefined ? reader.tables : undefined;
  if (tables !== undefined) return new Dataset(tables.shuffled(root, window).reader({ length, epochs }));
  return new Dataset(
    derived(reader, length, (source, epoch, index) =>
      resumedAfter(source, shuffled(source.read(epoch, 0), new ShuffleWindow<T>(window, foldIn(root, epoch))), index),
    ),
  );
}

function permuted<T>(selection: RowSelection<T>, root: Key): RowSelection<T> {
  const { rows, length } = selection;
  return {
    rows,
    length,
    order(epoch) {
      const order = orderOf(selection, epoch);
      return permutation(foldIn(root, epoch), length).map(index => order[index]!);
    },
  };
}

function shuffled<T>(reading: Reading<T>, pool: ShuffleWindow<T>): Reading<T> {
  return {
    next(recycle) {
      let drawn: T | undefined;
      const fill = (item: T | undefined): boolean => {
        drawn = item === undefined ? pool.take() : pool.exchange(item);
        return item !== undefined && drawn === undefined;
      };
      const awaited = pullWhile(reading, fill, recycle);
      return awaited === undefined ? drawn : awaited.then(() => drawn);
    },
    close: () => reading.close?.(),
  };
}

function shuffleStream<T>(source: Observable<T>, drawKey: Key, window: number): Observable<T> {
  return defer(() => {
    const pool = new ShuffleWindow<T>(window, drawKey);
    const drawn$ = source.pipe(
      concatMap(item => {
        const drawn = pool.exchange(item);
        return drawn === undefined ? [] : [drawn];
      }),
    );
    return concat(
      drawn$,
      defer(() => pool.drain()),
    );
  });
}
