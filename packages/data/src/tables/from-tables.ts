import { foldIn, type Key } from '@thalweg/tensor';
import type { Batch } from '../core/collate.ts';
import { Dataset } from '../core/dataset.ts';
import type { Reader, Reading, TableReader, Tables, TablesOptions } from '../core/reader.ts';
import type { Table } from '../core/table.ts';
import { afterRows, firstRows } from './part-of-tables.ts';
import { feedPlaceOf, tableBatches, TableFeed } from './table-batches.ts';
import { recordsIn } from './cells.ts';
import { TableShuffle } from './table-shuffle.ts';

/**
 * Returns a dataset of the rows of tables. Operators that work on columns read the tables; for all others each row becomes a
 * record when it is asked for.
 *
 * - **Record** a number for a scalar cell of a typed array, or a scalar tensor if the column says so; a view of a wider cell;
 *   the text of a category, or `null` where it is missing; any other cell unchanged
 */
export function fromTables<T>(tables: TableReader, options: TablesOptions = {}): Dataset<T> {
  const operable = new OperableTables((epoch, index, place) => tables.read(epoch, index, place));
  return new Dataset<T>(operable.reader(options));
}

/** Tables of a reader, with what operators make of them. */
class OperableTables implements Tables {
  readonly read: TableReader['read'];

  constructor(read: TableReader['read']) {
    this.read = read;
  }

  derive(read: TableReader['read']): Tables {
    return new OperableTables(read);
  }

  reader<T>({ length, epochs }: TablesOptions): Reader<T> {
    return {
      length,
      epochs,
      tables: this,
      read: (epoch, index, place) => {
        const from = place === undefined ? { index, place: null, rows: 0 } : feedPlaceOf(place);
        return recordsOf(new TableFeed(this, epoch, from));
      },
    };
  }

  batches<T>(size: number, full: number): Reader<Batch<T>>['read'] {
    return (epoch, index, place) => {
      const from = place === undefined ? { index: index && index * size, place: null, rows: 0 } : feedPlaceOf(place);
      if (from.index === Infinity) return { next: () => undefined };
      return tableBatches(new TableFeed(this, epoch, from), from.index, size, full);
    };
  }

  shuffled(root: Key, window: number): Tables {
    return this.derive((epoch, index) =>
      afterRows(new TableShuffle(this.read(epoch, 0), window, foldIn(root, epoch)), index),
    );
  }

  part(from: number, to: number): Tables {
    return this.derive((epoch, index, place) =>
      firstRows(this.read(epoch, from + index, place), Math.max(0, to - from - index)),
    );
  }
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
