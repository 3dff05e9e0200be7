import { take as takeStream, type Observable } from 'rxjs';
import { Dataset } from './dataset.ts';
import { checkCount } from './internal/check-count.ts';
import { openRun } from './internal/open-run.ts';
import type { ItemOf, SourceLike } from './source-like.ts';
import { selected } from './selected.ts';

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
  if (selection !== undefined && source.epochs === 1) {
    const { rows, order } = selection;
    return selected({
      rows,
      length: length!,
      order: typeof order === 'function' ? epoch => order(epoch).subarray(0, length) : order.subarray(0, length),
    });
  }
  return new Dataset({
    length,
    live: source.reader.live,
    read(epoch, index) {
      const reading = openRun(source, epoch, index, index > 0);
      let left = count - index;
      return { next: recycle => (left-- > 0 ? reading.next(recycle) : undefined), close: () => reading.close?.() };
    },
  });
}
