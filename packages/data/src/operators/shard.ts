import { filter as filterStream, type Observable } from 'rxjs';
import { checkCount } from '../core/checks.ts';
import type { Pulled } from '../core/dataset-iterator.ts';
import { DataError } from '../core/data-error.ts';
import { Dataset } from '../core/dataset.ts';
import type { EpochReader, EpochIterator } from '../core/reader.ts';
import { CountedIterator, derived, offsetOf, type CountedOffset } from '../core/epoch-iterators.ts';
import type { RowSelection } from '../core/row-selection.ts';
import { selected } from '../core/rows.ts';
import type { ItemOf, SourceLike } from '../core/source-like.ts';

/**
 * Takes every `count`-th item from item `index` on: one of `count` parts that have no item in common and together have all, for
 * workers that share the work. Shard before what is expensive, and before a shuffle whose seed the workers do not share.
 *
 * - **Throws** {@link DataError} unless `count` is a positive integer and `index` one from 0 to `count − 1`
 *
 * @example
 * fromIterable([0, 1, 2, 3, 4]).pipe(shard(1, 2)).subscribe(print) // 1, 3
 */
export function shard(
  index: number,
  count: number,
): <S extends Observable<unknown>>(source: S) => SourceLike<S, ItemOf<S>> {
  checkCount('shard', 'count', count, 1);
  checkCount('shard', 'index', index, 0);
  if (index >= count)
    throw new DataError(
      'shard',
      `index must be less than count, ${count}`,
      String(index),
      'The parts have the numbers from 0 on: shard(0, 2) and shard(1, 2).',
    );
  return <S extends Observable<unknown>>(source: S) =>
    (source instanceof Dataset
      ? shardOfDataset(source, index, count)
      : source.pipe(filterStream((_, at) => at % count === index))) as SourceLike<S, ItemOf<S>>;
}

function shardOfDataset<T>({ reader, epochs }: Dataset<T>, part: number, count: number): Dataset<T> {
  const { length, selection } = reader;
  if (selection !== undefined) return selected(rowsOfPart(selection, part, count), epochs);
  const ofPart = length === undefined ? undefined : Math.max(0, Math.ceil((length - part) / count));
  return new Dataset(
    derived(reader, ofPart, (source, epoch, index, offset) => {
      const start = Math.min(index * count, length ?? Infinity);
      const from = offset === undefined ? { index: start, place: null } : offsetOf<CountedOffset>('shard', offset);
      return everyNth(source, epoch, from, index * count + part, count);
    }),
  );
}

/** Reads the item with the number `first`, and every `count`-th one after it. */
function everyNth<T>(
  source: EpochReader<T>,
  epoch: number,
  from: CountedOffset,
  first: number,
  count: number,
): EpochIterator<T> {
  const items = new ItemsByNumber(source, epoch, from);
  let wanted = first - count;
  return {
    next: () => items.item((wanted += count)),
    offset: () => ({ ...items.offset() }),
    close: () => items.close(),
  };
}

function rowsOfPart<T>({ rows, length, order }: RowSelection<T>, part: number, count: number): RowSelection<T> {
  const ofPart = (order: Uint32Array): Uint32Array => order.filter((_, at) => at % count === part);
  return {
    rows,
    length: Math.max(0, Math.ceil((length - part) / count)),
    order: typeof order === 'function' ? epoch => ofPart(order(epoch)) : ofPart(order),
  };
}

/** Reads single items of a source, by their numbers, from front to back. */
class ItemsByNumber<T> {
  readonly #iterator: CountedIterator<T>;
  #at: number;

  constructor(source: EpochReader<T>, epoch: number, from: CountedOffset) {
    this.#iterator = new CountedIterator(source, epoch, from);
    this.#at = from.index;
  }

  /** Returns the item with a number that is not smaller than any before; `undefined` if there is none. */
  item(number: number): Pulled<T> {
    for (;;) {
      const item = this.#iterator.next();
      if (item instanceof Promise) return item.then(item => this.#orLater(item, number));
      if (item === undefined || this.#at++ === number) return item;
    }
  }

  offset(): CountedOffset {
    return this.#iterator.offset();
  }

  close(): void {
    this.#iterator.close();
  }

  #orLater(item: T | undefined, number: number): Pulled<T> {
    return item === undefined || this.#at++ === number ? item : this.item(number);
  }
}
