import { functionOf } from '@thalweg/tensor/engine';
import { filter as filterStream, type Observable } from 'rxjs';
import { Dataset } from '../core/dataset.ts';
import { CountedIterator, derived, offsetOf, pullWhile, resumedAfter } from '../core/epoch-iterators.ts';
import type { EpochIterator } from '../core/reader.ts';
import type { ItemOf, SourceLike } from '../core/source-like.ts';

/**
 * Leaves out the items for which `accept` returns false. On a dataset it is called each time that an item is read, so it must
 * be a function of the item alone; the result has no length. On any other observable it is RxJS's own `filter`.
 *
 * @example
 * fromIterable([1, 2, 3]).pipe(filter(x => x > 1)).subscribe(print) // 2, 3
 */
export function filter<S extends Observable<unknown>>(
  accept: (item: ItemOf<S>) => boolean,
): (source: S) => SourceLike<S, ItemOf<S>>;
/** The same for a function whose parameter is annotated: it can be kept and used on several sources. */
export function filter<T>(accept: (item: T) => boolean): <S extends Observable<T>>(source: S) => SourceLike<S, T>;
export function filter<T>(accept: (item: T) => boolean): (source: Observable<T>) => Observable<T> {
  functionOf('filter', 'the argument', accept);
  return source =>
    source instanceof Dataset
      ? new Dataset(
          derived((source as Dataset<T>).reader, undefined, (source, epoch, index, offset) =>
            offset === undefined
              ? resumedAfter(source, filtered(new CountedIterator(source, epoch), accept), index)
              : filtered(new CountedIterator(source, epoch, offsetOf('filter', offset)), accept),
          ),
        )
      : source.pipe(filterStream(item => accept(item)));
}

function filtered<T>(iterator: EpochIterator<T>, accept: (item: T) => boolean): EpochIterator<T> {
  return {
    next(recycle) {
      let found: T | undefined;
      const search = (item: T | undefined): boolean => {
        found = item;
        return item !== undefined && !accept(item);
      };
      const awaited = pullWhile(iterator, search, recycle);
      return awaited === undefined ? found : awaited.then(() => found);
    },
    offset: () => iterator.offset?.(),
    close: () => iterator.close?.(),
  };
}
