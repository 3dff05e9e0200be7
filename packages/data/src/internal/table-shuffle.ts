import { randomInteger, type Key } from '@thalweg/tensor';
import type { Pulled } from '../cursor.ts';
import type { Reading } from '../reader.ts';
import type { Table } from '../table.ts';
import { WindowColumn } from './window-column.ts';
import { sliceTable } from './slice-table.ts';

/** The most rows of a table that is delivered, so that little is held beside the window. */
const MOST_ROWS = 8192;

/**
 * Shuffles the rows of tables: the same rows in the same order as `ShuffleWindow` draws records. The random places are drawn for
 * many rows at once, and then each column exchanges its cells.
 */
export class TableShuffle implements Reading<Table> {
  readonly #reading: Reading<Table>;
  readonly #size: number;
  readonly #key: Key;
  #drawn = 0;
  /** The tables that fill the window, until it is full. */
  #filling: Table[] | undefined = [];
  #columns: readonly (readonly [string, WindowColumn])[] = [];
  /** The number of rows in the window. */
  #held = 0;
  /** The rest of the table whose rows are exchanged. */
  #rest: Table | undefined;
  #ended = false;

  constructor(reading: Reading<Table>, size: number, key: Key) {
    this.#reading = reading;
    this.#size = size;
    this.#key = key;
  }

  next(): Pulled<Table> {
    while (this.#rest === undefined && !this.#ended) {
      const table = this.#reading.next();
      if (table instanceof Promise)
        return table.then(table => {
          this.#came(table);
          return this.next();
        });
      this.#came(table);
    }
    return this.#rest === undefined ? this.#drain() : this.#exchange(this.#rest);
  }

  close(): void {
    this.#reading.close?.();
  }

  #came(table: Table | undefined): void {
    if (table === undefined) {
      this.#ended = true;
      this.#open();
    } else if (this.#filling === undefined) this.#rest = table;
    else this.#fill(this.#filling, table);
  }

  #fill(filling: Table[], table: Table): void {
    const rows = Math.min(this.#size - this.#held, table.rows);
    filling.push(sliceTable(table, 0, rows));
    this.#held += rows;
    if (this.#held < this.#size) return;
    this.#open();
    if (rows < table.rows) this.#rest = sliceTable(table, rows, table.rows);
  }

  /** Copies the rows that fill the window into its columns. */
  #open(): void {
    const filling = this.#filling ?? [];
    this.#filling = undefined;
    if (filling.length === 0) return;
    this.#columns = Object.keys(filling[0]!.columns).map(name => [
      name,
      new WindowColumn(
        filling.map(({ columns }) => columns[name]!),
        this.#held,
      ),
    ]);
  }

  /** Exchanges the next rows of a table for random ones. */
  #exchange(table: Table): Table {
    const rows = Math.min(table.rows, MOST_ROWS);
    const places = new Int32Array(rows);
    for (let row = 0; row < rows; row++) places[row] = this.#draw();
    const run = sliceTable(table, 0, rows);
    this.#rest = rows < table.rows ? sliceTable(table, rows, table.rows) : undefined;
    return this.#output(rows, (column, name) => column.exchange(run.columns[name]!, places));
  }

  /** Removes random rows from the window. */
  #drain(): Table | undefined {
    const rows = Math.min(this.#held, MOST_ROWS);
    if (rows === 0) return undefined;
    const places = new Int32Array(rows);
    const last = this.#held - 1;
    for (let row = 0; row < rows; row++, this.#held--) places[row] = this.#draw();
    return this.#output(rows, column => column.take(places, last));
  }

  #output(rows: number, of: (column: WindowColumn, name: string) => Table['columns'][string]): Table {
    return { rows, columns: Object.fromEntries(this.#columns.map(([name, column]) => [name, of(column, name)])) };
  }

  #draw(): number {
    return randomInteger(this.#key, this.#drawn++, this.#held);
  }
}
