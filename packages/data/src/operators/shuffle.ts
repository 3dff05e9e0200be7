import { foldIn, type Key, permutation, randomInteger } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { concat, concatMap, defer, type Observable } from 'rxjs';
import { checkCount, seedKey } from '../core/checks.ts';
import { DataError } from '../core/data-error.ts';
import { Dataset } from '../core/dataset.ts';
import type { EpochIterator } from '../core/reader.ts';
import { derived, pullWhile, resumedAfter } from '../core/epoch-iterators.ts';
import type { RowSelection } from '../core/row-selection.ts';
import { iterate, orderOf } from '../core/run-iterator.ts';
import { selected } from '../core/rows.ts';
import type { ItemOf, SourceLike } from '../core/source-like.ts';

/** Options of {@link shuffle}. */
export interface ShuffleOptions {
  readonly seed: number;
  /** Shuffles whole batches after `batch`, whose rows stay together. Without it, `shuffle` after `batch` is an error. */
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
 * - **Throws** {@link DataError} if `window` is not a positive integer, or after `batch`, unless whole batches are meant
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
      resumedAfter(
        source,
        shuffled(iterate(source, epoch, 0), new ShuffleWindow<T>(window, foldIn(root, epoch))),
        index,
      ),
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

function shuffled<T>(iterator: EpochIterator<T>, pool: ShuffleWindow<T>): EpochIterator<T> {
  return {
    next(recycle) {
      let drawn: T | undefined;
      const fill = (item: T | undefined): boolean => {
        drawn = item === undefined ? pool.take() : pool.exchange(item);
        return item !== undefined && drawn === undefined;
      };
      const awaited = pullWhile(iterator, fill, recycle);
      return awaited === undefined ? drawn : awaited.then(() => drawn);
    },
    close: () => iterator.close?.(),
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

/** A buffer of items: each new one is exchanged for a random one. */
class ShuffleWindow<T> {
  readonly #size: number;
  readonly #key: Key;
  readonly #items: T[] = [];
  #drawn = 0;

  constructor(size: number, key: Key) {
    this.#size = size;
    this.#key = key;
  }

  /** Stores an item. Returns a random one in exchange once the window is full. */
  exchange(item: T): T | undefined {
    if (this.#items.length < this.#size) {
      this.#items.push(item);
      return undefined;
    }
    const at = this.#draw();
    const drawn = this.#items[at];
    this.#items[at] = item;
    return drawn;
  }

  /** Removes and returns a random item; `undefined` if there is none. */
  take(): T | undefined {
    if (this.#items.length === 0) return undefined;
    const at = this.#draw();
    const drawn = this.#items[at];
    this.#items[at] = this.#items[this.#items.length - 1]!;
    this.#items.pop();
    return drawn;
  }

  /** Yields the remaining items in random order. */
  *drain(): Generator<T> {
    for (let item = this.take(); item !== undefined; item = this.take()) yield item;
  }

  #draw(): number {
    return randomInteger(this.#key, this.#drawn++, this.#items.length);
  }
}
