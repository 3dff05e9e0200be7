import { take as takeStream, type Observable } from 'rxjs';
import { Dataset } from '../core/dataset.ts';
import { checkCount } from '../core/checks.ts';
import { partOfTables, readRun } from './parts.ts';
import { partOfRows, selected } from '../core/rows.ts';
import type { ItemOf, SourceLike } from '../core/source-like.ts';

/**
 * Takes the first `count` items. For a dataset they become one epoch, even if they are the items of several:
 * `take(100)` before `epochs(10)` gives a thousand items, after it a hundred.
 * On any other observable it is RxJS's own `take`.
 *
 * - **Throws** {@link DataError} if `count` is not an integer of at least 0
 *
 * @example
 * fromIterable([1, 2, 3]).pipe(take(2)).length // => 2
 */
export function take(count: number): <S extends Observable<unknown>>(source: S) => SourceLike<S, ItemOf<S>> {
  checkCount('take', 'count', count, 0);
  return <S extends Observable<unknown>>(source: S) =>
    (source instanceof Dataset ? takeOfDataset(source, count) : source.pipe(takeStream<unknown>(count))) as SourceLike<
      S,
      ItemOf<S>
    >;
}

function takeOfDataset<T>(source: Dataset<T>, count: number): Dataset<T> {
  const { selection } = source.reader;
  const total = source.length === undefined ? undefined : source.length * source.epochs;
  const length = total === undefined ? undefined : Math.min(count, total || 0);
  if (selection !== undefined && source.epochs === 1) return selected(partOfRows(selection, 0, count));
  const part = partOfTables(source, 0, count, length);
  if (part !== undefined) return new Dataset(part);
  return new Dataset({
    length,
    live: source.reader.live,
    read(epoch, index, offset) {
      const iterator = readRun(source, epoch, index, index > 0, offset);
      let left = count - index;
      return {
        next: recycle => (left-- > 0 ? iterator.next(recycle) : undefined),
        offset: () => iterator.offset?.(),
        close: () => iterator.close?.(),
      };
    },
  });
}
