import { functionOf } from '@thalweg/tensor/engine';
import { concatMap, type Observable } from 'rxjs';
import { DataError } from '../core/data-error.ts';
import { Dataset } from '../core/dataset.ts';
import {
  CountedIterator,
  derived,
  offsetOf,
  pullWhile,
  resumedAfter,
  type CountedOffset,
} from '../core/epoch-iterators.ts';
import type { SourceOffset } from '../core/source-offset.ts';
import type { EpochReader, EpochIterator } from '../core/reader.ts';
import type { ItemOf, SourceLike } from '../core/source-like.ts';

/**
 * Replaces each item by the items of an array or another iterable, in order. On a dataset `expand` is called each time that an
 * item is read, so it must be a function of the item alone; the result has no length.
 *
 * - **Throws** {@link DataError} as a stream error if `expand` does not return an iterable, or one with `undefined` in it
 *
 * @example
 * fromIterable([1, 2]).pipe(flatMap(x => [x, 10 * x])).subscribe(print) // 1, 10, 2, 20
 */
export function flatMap<S extends Observable<unknown>, R>(
  expand: (item: ItemOf<S>) => Iterable<R>,
): (source: S) => SourceLike<S, R>;
/** The same for a function whose parameter is annotated: it can be kept and used on several sources. */
export function flatMap<T, R>(
  expand: (item: T) => Iterable<R>,
): <S extends Observable<T>>(source: S) => SourceLike<S, R>;
export function flatMap<T, R>(expand: (item: T) => Iterable<R>): (source: Observable<T>) => Observable<R> {
  const items = (item: T): Iterable<R> => checked(expand(item));
  functionOf('flatMap', 'the argument', expand);
  return source =>
    source instanceof Dataset
      ? new Dataset(
          derived((source as Dataset<T>).reader, undefined, (source, epoch, index, offset) =>
            offset === undefined
              ? resumedAfter(source, expanded(new CountedIterator(source, epoch), items), index)
              : expandedFrom(source, epoch, offsetOf('flatMap', offset, hasUsed), items),
          ),
        )
      : source.pipe(concatMap(items));
}

/** The offset of a source before an item, and the number of items delivered in place of that item. */
interface ExpandedOffset extends CountedOffset {
  readonly used: number;
}

function hasUsed({ used }: Partial<Record<keyof ExpandedOffset, SourceOffset>>): boolean {
  return Number.isSafeInteger(used) && (used as number) >= 0;
}

function expandedFrom<T, R>(
  source: EpochReader<T>,
  epoch: number,
  { used, ...from }: ExpandedOffset,
  items: (item: T) => Iterable<R>,
): EpochIterator<R> {
  return resumedAfter(source, expanded(new CountedIterator(source, epoch, from), items), used);
}

function expanded<T, R>(source: CountedIterator<T>, items: (item: T) => Iterable<R>): EpochIterator<R> {
  let iterator: Iterator<R> | undefined;
  let from = source.offset();
  let used = 0;
  const following = (): R | undefined => {
    const result = iterator?.next();
    if (result === undefined || result.done === true) return undefined;
    if (result.value === undefined) throw refused('undefined among them');
    used++;
    return result.value;
  };
  const noted: EpochIterator<T> = {
    next() {
      from = source.offset();
      used = 0;
      return source.next();
    },
  };
  return {
    next() {
      let found = following();
      if (found !== undefined) return found;
      const search = (item: T | undefined): boolean => {
        iterator = item === undefined ? undefined : items(item)[Symbol.iterator]();
        found = following();
        return item !== undefined && found === undefined;
      };
      const awaited = pullWhile(noted, search);
      return awaited === undefined ? found : awaited.then(() => found);
    },
    offset: () => ({ ...from, used }),
    close() {
      iterator?.return?.();
      source.close?.();
    },
  };
}

function checked<R>(items: Iterable<R>): Iterable<R> {
  if (typeof (items as Partial<Iterable<R>> | undefined)?.[Symbol.iterator] === 'function') return items;
  throw refused((items as unknown) instanceof Promise ? 'a promise' : JSON.stringify(items));
}

function refused(given: string): DataError {
  return new DataError(
    'flatMap',
    'the function must return an iterable of items',
    given,
    'Return an array; for observables and promises use RxJS’s concatMap.',
  );
}
