import { optionsOf } from '@thalweg/tensor/engine';
import { Observable } from 'rxjs';
import { Dataset } from '../core/dataset.ts';
import {
  checkReadable,
  CountedIterator,
  derived,
  offsetOf,
  pullWhile,
  type CountedOffset,
} from '../core/epoch-iterators.ts';
import { checkCount } from '../core/checks.ts';
import { connected } from '../core/streams.ts';
import { inOrder, recordRows, rowsAtHand, selected } from '../core/rows.ts';
import type { EpochReader, EpochIterator } from '../core/reader.ts';
import type { RowSelection, RowSource } from '../core/row-selection.ts';
import type { ItemOf, SourceLike } from '../core/source-like.ts';

/** Options of {@link slidingWindow}. */
export interface SlidingWindowOptions {
  /** The number of items from the start of a window to that of the next; 1 by default. */
  readonly stride?: number;
  /** Leaves out windows at the end that are not full, the default; otherwise they come with the items that there are. */
  readonly dropRemainder?: boolean;
}

/**
 * Returns windows of `size` successive items, as arrays. A window never crosses the end of an epoch. Windows over rows in memory
 * can be read in any order themselves, so that `shuffle` permutes all of them.
 *
 * - **Shape** `n` items give `⌊(n − size) / stride⌋ + 1` windows, none if `n < size`; `⌈n / stride⌉` with
 *   `dropRemainder: false`
 * - **Offset** exact: the start of the next window
 * - **Throws** {@link DataError} if `size` or `stride` is not a positive integer
 *
 * @example
 * fromIterable([1, 2, 3, 4]).pipe(slidingWindow(2, { stride: 1 })).subscribe(print) // [1, 2], [2, 3], [3, 4]
 */
export function slidingWindow(
  size: number,
  options?: SlidingWindowOptions,
): <S extends Observable<unknown>>(source: S) => SourceLike<S, ItemOf<S>[]> {
  const { stride, dropRemainder } = optionsOf('slidingWindow', options, { stride: 1, dropRemainder: true });
  checkCount('slidingWindow', 'size', size, 1);
  checkCount('slidingWindow', 'stride', stride, 1);
  const how: Windows = { size, stride, full: dropRemainder ? size : 1 };
  return <S extends Observable<unknown>>(source: S) =>
    (source instanceof Dataset ? windowsOfDataset(source, how) : windowsOfStream(source, how)) as SourceLike<
      S,
      ItemOf<S>[]
    >;
}

interface Windows {
  readonly size: number;
  readonly stride: number;
  /** The number of items from which on a window is emitted. */
  readonly full: number;
}

function windowsOfDataset<T>({ reader, epochs }: Dataset<T>, how: Windows): Dataset<T[]> {
  const { length } = reader;
  const selection = rowsAtHand(reader);
  if (selection !== undefined && typeof selection.order !== 'function')
    return selected(windowsOfRows(selection, how), epochs);
  const windows = length === undefined ? undefined : countOf(length, how);
  return new Dataset(
    derived(reader, windows, (source, epoch, index, offset) => {
      checkReadable(source, index);
      const start = Math.min(index * how.stride, length ?? Infinity);
      const from =
        offset === undefined ? { index: start, place: null } : offsetOf<CountedOffset>('slidingWindow', offset);
      return windowsFrom(source, epoch, from, index * how.stride, how);
    }),
  );
}

function countOf(length: number, { stride, full }: Windows): number {
  return Math.max(0, Math.floor((length - full) / stride) + 1);
}

function windowsOfRows<T>({ rows, length, order }: RowSelection<T>, how: Windows): RowSelection<T[]> {
  const windows = countOf(length, how);
  const windowsOf = (rows: RowSource<T>): RowSource<T[]> =>
    recordRows(window => {
      const start = window * how.stride;
      const items: T[] = [];
      for (let i = start; i < Math.min(start + how.size, length); i++) items.push(rows.at((order as Uint32Array)[i]!));
      return items;
    }, rows.skipped);
  return {
    rows: typeof rows === 'function' ? epoch => windowsOf(rows(epoch)) : windowsOf(rows),
    length: windows,
    order: inOrder(windows),
  };
}

/** An item, and the offset of the source before it, if a window may start with it. */
interface Held<T> {
  readonly item: T;
  readonly before: CountedOffset | undefined;
}

/** Reads windows from the one on that starts with item `start`. */
function windowsFrom<T>(
  source: EpochReader<T>,
  epoch: number,
  from: CountedOffset,
  start: number,
  { size, stride, full }: Windows,
): EpochIterator<T[]> {
  const iterator = new CountedIterator(source, epoch, from);
  let held: Held<T>[] = [];
  let next = start;
  let stands: CountedOffset = from;
  let at = from.index;
  let before: CountedOffset | undefined;
  const noted: EpochIterator<T> = {
    next() {
      before = at >= next && at % stride === 0 ? iterator.offset() : undefined;
      return iterator.next();
    },
  };
  let ended = false;
  const fill = (item: T | undefined): boolean => {
    ended = item === undefined;
    if (item === undefined) return false;
    if (at++ >= next) held.push({ item, before });
    return held.length < size;
  };
  const window = (): T[] | undefined => {
    if (held.length < full) return undefined;
    const items = held.map(({ item }) => item);
    next += stride;
    held = held.slice(stride);
    stands = held[0]?.before ?? iterator.offset();
    return items;
  };
  return {
    next() {
      const awaited = held.length < size && !ended ? pullWhile(noted, fill) : undefined;
      return awaited === undefined ? window() : awaited.then(window);
    },
    offset: () => ({ ...stands }),
    close: () => iterator.close(),
  };
}

function windowsOfStream<T>(source: Observable<T>, { size, stride, full }: Windows): Observable<T[]> {
  return new Observable(subscriber => {
    let held: T[] = [];
    let skips = 0;
    const slide = (): void => {
      const window = held.slice(0, size);
      skips = Math.max(0, stride - held.length);
      held = held.slice(stride);
      subscriber.next(window);
    };
    connected(source, subscriber, {
      next: item => {
        if (skips-- > 0) return;
        skips = 0;
        if (held.push(item) === size) slide();
      },
      complete: () => {
        while (held.length >= full && !subscriber.closed) slide();
        subscriber.complete();
      },
    });
  });
}
