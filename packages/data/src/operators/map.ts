import { functionOf } from '@thalweg/tensor/engine';
import { map as mapStream, type Observable } from 'rxjs';
import { Dataset } from '../core/dataset.ts';
import type { ItemOf, SourceLike } from '../core/source-like.ts';
import { recordRows, rowsAtHand, selected } from '../core/rows.ts';
import { checkedItem } from '../core/checks.ts';
import { mapped } from '../core/mapped.ts';

/**
 * Applies `transform` to each item. On a dataset it is called each time that an item is read, so it must be a function of
 * the item alone and not return `undefined` or a promise. On any other observable it is RxJS's own `map`.
 *
 * - **Throws** {@link DataError} as a stream error if `transform` returns `undefined` or a promise
 *
 * @example
 * fromIterable([1, 2]).pipe(map(x => x * 10)).open().next() // => 10
 */
export function map<S extends Observable<unknown>, R>(
  transform: (item: ItemOf<S>) => R,
): (source: S) => SourceLike<S, R>;
/** The same for a function whose parameter is annotated: it can be kept and used on several sources. */
export function map<T, R>(transform: (item: T) => R): <S extends Observable<T>>(source: S) => SourceLike<S, R>;
export function map<T, R>(transform: (item: T) => R): (source: Observable<T>) => Observable<R> {
  functionOf('map', 'the argument', transform);
  return source =>
    source instanceof Dataset
      ? mapDataset(source as Dataset<T>, transform)
      : source.pipe(mapStream(item => transform(item)));
}

function mapDataset<T, R>(source: Dataset<T>, transform: (item: T) => R): Dataset<R> {
  const selection = rowsAtHand(source.reader);
  const checked = checkedItem('map', transform);
  if (selection === undefined) return new Dataset(mapped(source.reader, checked));
  const { rows } = selection;
  return selected({ ...selection, rows: recordRows(row => checked(rows.at(row)), rows.skipped) }, source.epochs);
}
