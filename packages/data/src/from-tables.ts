import { Dataset } from './dataset.ts';
import { recordsIn } from './internal/table-cells.ts';
import { feedPlaceOf, TableFeed } from './internal/table-feed.ts';
import type { Reading, TableReader } from './reader.ts';
import type { Table } from './table.ts';

/** Options of {@link fromTables}. */
export interface TablesOptions {
  /** The number of rows in an epoch; left out if unknown. */
  readonly length?: number | undefined;
  /** The number of epochs that one subscription reads; 1 by default. */
  readonly epochs?: number | undefined;
}

/**
 * Returns a dataset of the rows of tables. Operators that work on columns read the tables; for all others each row becomes a
 * record when it is asked for.
 *
 * - **Record** a number for a scalar cell of a typed array, a view of a wider one, the text of a category, or `null` where it
 *   is missing; any other cell as it is
 */
export function fromTables<T>(tables: TableReader, { length, epochs }: TablesOptions = {}): Dataset<T> {
  return new Dataset<T>({
    length,
    epochs,
    tables,
    read(epoch, index, place) {
      const from = place === undefined ? { index, place: null, rows: 0 } : feedPlaceOf(place);
      return recordsOf(new TableFeed(tables, epoch, from));
    },
  });
}

/** Reads the rows of a feed as records. */
function recordsOf<T>(feed: TableFeed): Reading<T> {
  let present: Table | undefined;
  let recordAt: (row: number) => unknown;
  const record = (filled: boolean): T | undefined => {
    if (!filled) return undefined;
    if (feed.table !== present) {
      present = feed.table!;
      recordAt = recordsIn(present);
    }
    return recordAt(feed.row++) as T;
  };
  return {
    next() {
      const filled = feed.fill();
      return filled instanceof Promise ? filled.then(record) : record(filled);
    },
    place: () => feed.place(),
    close: () => feed.close(),
  };
}
