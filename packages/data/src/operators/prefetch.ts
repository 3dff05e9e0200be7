import type { Observable } from 'rxjs';
import { Dataset } from '../core/dataset.ts';
import { rowsAtHand } from '../core/rows.ts';
import { checkReadable, derived } from '../core/epoch-iterators.ts';
import { checkCount } from '../core/checks.ts';
import { OutstandingItems, ReadAhead } from './read-ahead.ts';
import type { SourceOffset } from '../core/source-offset.ts';
import type { EpochReader, Tables } from '../core/reader.ts';
import type { Table } from '../core/table.ts';
import type { ItemOf, SourceLike } from '../core/source-like.ts';

/**
 * Reads up to `count` items ahead, so that the next one is there when it is asked for: for sources whose items have to be
 * awaited, as files and requests. Nothing is read before the first item is asked for, or past the end of the epoch.
 *
 * Items, their order and offsets stay the same: an offset is that of the item delivered last, whatever was read ahead. An
 * error comes after the items before it. For operators that work on columns, rows of a file are read in blocks, and a block is
 * read ahead while fewer than `count` rows wait. Unsubscribing closes the source. Rows in memory stay unchanged, and so does
 * any other observable, which pushes its items.
 *
 * - **Throws** {@link DataError} if `count` is not an integer of at least 0
 *
 * @example
 * fromIterable([1, 2, 3]).pipe(prefetch(2)).subscribe(print) // 1, 2, 3
 */
export function prefetch(count: number): <S extends Observable<unknown>>(source: S) => SourceLike<S, ItemOf<S>> {
  checkCount('prefetch', 'count', count, 0);
  return <S extends Observable<unknown>>(source: S) =>
    (source instanceof Dataset ? prefetchOfDataset(source, count) : source) as SourceLike<S, ItemOf<S>>;
}

function prefetchOfDataset<T>(source: Dataset<T>, count: number): Dataset<T> {
  const { reader } = source;
  if (rowsAtHand(reader) !== undefined) return source;
  const records = derived(reader, reader.length, (source, epoch, index, offset) => {
    checkReadable(source, index);
    return new ReadAhead<T, T>(itemsFrom(source, epoch, index, offset), { ahead: count, ordered: true });
  });
  return new Dataset(
    reader.tables === undefined ? records : { ...records, tables: prefetchOfTables(reader.tables, count) },
  );
}

/** Reads a table ahead while fewer than `count` rows are. */
function prefetchOfTables(tables: Tables, count: number): Tables {
  return tables.derive(
    (epoch, index, offset) =>
      new ReadAhead<Table, Table>(itemsFrom(tables, epoch, index, offset), {
        ahead: count,
        weight: ({ rows }) => rows,
        ordered: true,
      }),
  );
}

function itemsFrom<T>(
  source: EpochReader<T>,
  epoch: number,
  index: number,
  offset: SourceOffset | undefined,
): OutstandingItems<T> {
  return new OutstandingItems(source, epoch, { index, place: offset ?? null, read: 0, waiting: [] });
}
