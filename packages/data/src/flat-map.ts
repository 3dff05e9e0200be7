import { functionOf } from '@thalweg/tensor/engine';
import { concatMap, type Observable } from 'rxjs';
import { DataError } from './data-error.ts';
import { Dataset } from './dataset.ts';
import { resumedAfter } from './internal/after-items.ts';
import { derived } from './internal/derived.ts';
import { pullWhile } from './internal/pull-while.ts';
import type { Reading } from './reader.ts';
import type { ItemOf, SourceLike } from './source-like.ts';

/**
 * Replaces each item by the items of an array or another iterable, in order. On a dataset `expand` is called each time that an
 * item is read, so it must be a function of the item alone; the result has no length, and to resume, the epoch's first
 * items are read again.
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
          derived((source as Dataset<T>).reader, undefined, (source, epoch, index) =>
            resumedAfter(source, expanded(source.read(epoch, 0), items), index),
          ),
        )
      : source.pipe(concatMap(items));
}

function expanded<T, R>(reading: Reading<T>, items: (item: T) => Iterable<R>): Reading<R> {
  let iterator: Iterator<R> | undefined;
  const following = (): R | undefined => {
    const result = iterator?.next();
    if (result === undefined || result.done === true) return undefined;
    if (result.value === undefined) throw refused('undefined among them');
    return result.value;
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
      const awaited = pullWhile(reading, search);
      return awaited === undefined ? found : awaited.then(() => found);
    },
    close() {
      iterator?.return?.();
      reading.close?.();
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
