import { checkedItem } from '../core/checks.ts';
import type { EpochIterator, Reader, TableReader, Tables } from '../core/reader.ts';
import type { Table } from '../core/table.ts';
import { derived } from '../core/epoch-iterators.ts';
import { iterate } from '../core/run-iterator.ts';

/** Returns a reader of the results of `transform` for each item. It goes to any offset that the source goes to. */
export function mapped<T, R>(
  reader: Reader<T>,
  transform: (item: T) => R,
  live: boolean | undefined = reader.live,
): Reader<R> {
  const use = (item: T | undefined): R | undefined => (item === undefined ? undefined : transform(item));
  return derived(
    reader,
    reader.length,
    (source, epoch, index, offset) => {
      const iterator = iterate(source, epoch, index, offset);
      return {
        next() {
          const item = iterator.next();
          return item instanceof Promise ? item.then(use) : use(item);
        },
        offset: () => iterator.offset?.(),
        close: () => iterator.close?.(),
      };
    },
    live,
  );
}

/**
 * Returns a reader of the results of `step` for each item. An item is passed to it once, also when an iterator is resumed: `step` may
 * move a state that is saved apart from the offset, such as that of a scaler.
 *
 * - **Throws** {@link DataError} while reading, if `step` returns `undefined` or a promise
 */
export function mappedOnce<T, R>(reader: Reader<T>, step: (item: T) => R): Reader<R> {
  return mapped(reader, checkedItem('stateful', step), true);
}

/**
 * Returns a reader of the results of `transform` for each item. Where the source has tables, operators on columns read those that
 * `table` makes of them: it must do the same to all rows of a table, in their order.
 */
export function mappedRows<T, R>(reader: Reader<T>, transform: (item: T) => R, table: ChangeTable): Reader<R> {
  const records = mapped(reader, transform);
  const { tables } = reader;
  if (tables === undefined || reader.openRun !== undefined) return records;
  return { ...records, tables: mappedTables(tables, table) };
}

/** Returns a table made of another one. It may write over the columns that it made of `used`, which nobody reads any more. */
export type ChangeTable = (table: Table, used: Table | undefined) => Table;

function mappedTables(tables: Tables, change: ChangeTable): Tables {
  const read: TableReader['read'] = (epoch, index, offset) => {
    const iterator: EpochIterator<Table> = iterate(tables, epoch, index, offset);
    let [from, made]: [Table | undefined, Table | undefined] = [undefined, undefined];
    const use = (table: Table | undefined, used: Table | undefined): Table | undefined => {
      from = table;
      return (made = table === undefined ? undefined : change(table, used));
    };
    return {
      next(recycle) {
        const used = recycle === made ? made : undefined;
        const table = iterator.next(used && from);
        return table instanceof Promise ? table.then(table => use(table, used)) : use(table, used);
      },
      offset: () => iterator.offset?.(),
      close: () => iterator.close?.(),
    };
  };
  return tables.derive(read);
}
