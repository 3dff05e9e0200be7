import type { Place } from '../place.ts';
import type { Reading, TableReader } from '../reader.ts';
import type { Table } from '../table.ts';
import { placeOf, type SourcePlace } from './source-place.ts';

/** The place before the table that is being read, with the number of its rows that were read; `index` counts these too. */
interface FeedPlace extends SourcePlace {
  readonly rows: number;
}

/** Returns a place as that of a feed. Throws `DataError` for a place of another pipeline. */
export function feedPlaceOf(place: Place): FeedPlace {
  return placeOf<FeedPlace>(
    'a table',
    place,
    ({ index, rows }) => Number.isSafeInteger(rows) && (rows as number) >= 0 && (rows as number) <= (index as number),
  );
}

/** Reads the rows of tables: the present table, and the row that comes next. */
export class TableFeed {
  readonly #reading: Reading<Table>;
  /** The place of the source before the present table. */
  #before: Place | undefined;
  /** The number of rows before the present table. */
  #index: number;
  #skip: number;
  /** The present table; `undefined` before the first. */
  table: Table | undefined;
  /** The next row of the present table. */
  row = 0;

  /** Begins an epoch after `index` rows, or at a place. */
  constructor(tables: TableReader, epoch: number, { index, place, rows }: FeedPlace) {
    this.#index = index - rows;
    this.#skip = rows;
    this.#before = place ?? undefined;
    this.#reading = tables.read(epoch, this.#index, this.#before);
  }

  /** Reads on to a table that has a next row. Returns false at the end, or a promise if a table must be awaited. */
  fill(): boolean | Promise<boolean> {
    while (this.table === undefined || this.row >= this.table.rows) {
      this.#leave();
      const table = this.#reading.next();
      if (table instanceof Promise) return table.then(table => (this.#enter(table) ? this.fill() : false));
      if (!this.#enter(table)) return false;
    }
    return true;
  }

  /** Returns the place after the row read last; `undefined` if only their number tells. */
  place(): Place | undefined {
    if (this.#before === undefined) return undefined;
    // Rows that were to be skipped are still ahead while no table has come.
    const rows = this.table === undefined ? this.#skip : this.row;
    return { index: this.#index + rows, place: this.#before, rows };
  }

  close(): void {
    this.#reading.close?.();
  }

  #leave(): void {
    if (this.table === undefined) return;
    this.#index += this.table.rows;
    this.#before = this.#reading.place?.();
    this.table = undefined;
    this.row = 0;
  }

  #enter(table: Table | undefined): boolean {
    if (table === undefined) return false;
    this.table = table;
    this.row = Math.min(this.#skip, table.rows);
    this.#skip -= this.row;
    return true;
  }
}
