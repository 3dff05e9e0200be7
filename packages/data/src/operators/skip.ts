import { skip as skipStream, type Observable } from 'rxjs';
import { Dataset } from '../core/dataset.ts';
import { checkCount } from '../core/checks.ts';
import { partOfTables, readRun } from './parts.ts';
import { partOfRows, selected } from '../core/rows.ts';
import type { ItemOf, SourceLike } from '../core/source-like.ts';

/**
 * Leaves out the first `count` items. For a dataset the others become one epoch, even if they are the items of several:
 * `skip(10)` before `epochs(5)` leaves out ten items in each epoch, after it ten of all.
 * On any other observable it is RxJS's own `skip`.
 *
 * - **Throws** {@link DataError} if `count` is not an integer of at least 0
 *
 * @example
 * fromIterable([1, 2, 3]).pipe(skip(2)).length // => 1
 */
export function skip(count: number): <S extends Observable<unknown>>(source: S) => SourceLike<S, ItemOf<S>> {
  checkCount('skip', 'count', count, 0);
  return <S extends Observable<unknown>>(source: S) =>
    (source instanceof Dataset ? skipOfDataset(source, count) : source.pipe(skipStream<unknown>(count))) as SourceLike<
      S,
      ItemOf<S>
    >;
}

function skipOfDataset<T>(source: Dataset<T>, count: number): Dataset<T> {
  const { selection } = source.reader;
  const length = source.length === undefined ? undefined : Math.max(0, source.length * source.epochs - count || 0);
  if (selection !== undefined && source.epochs === 1) return selected(partOfRows(selection, count, Infinity));
  const part = partOfTables(source, count, Infinity, length);
  if (part !== undefined) return new Dataset(part);
  const { live } = source.reader;
  return new Dataset({
    length,
    live,
    read: (epoch, index, offset) => readRun(source, epoch, count + index, index > 0, offset),
  });
}
