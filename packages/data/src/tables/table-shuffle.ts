import { type Key, randomInteger, sizeOf, type TypedArray } from '@thalweg/tensor';
import type { Pulled } from '../core/dataset-iterator.ts';
import type { EpochIterator } from '../core/reader.ts';
import type { Table, TableColumn } from '../core/table.ts';
import { Categories, cellsOf, vectorColumn } from './cells.ts';
import { sliceTable } from './part-of-tables.ts';

/** The most rows of a table that is delivered, so that little is held beside the window. */
const MOST_ROWS = 8192;

/**
 * Shuffles the rows of tables: the same rows in the same order as `ShuffleWindow` draws records. The random places are drawn for
 * many rows at once, and then each column exchanges its cells.
 */
export class TableShuffle implements EpochIterator<Table> {
  readonly #iterator: EpochIterator<Table>;
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

  constructor(iterator: EpochIterator<Table>, size: number, key: Key) {
    this.#iterator = iterator;
    this.#size = size;
    this.#key = key;
  }

  next(): Pulled<Table> {
    while (this.#rest === undefined && !this.#ended) {
      const table = this.#iterator.next();
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
    this.#iterator.close?.();
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

type Elements = TypedArray | unknown[];

/** A column of the rows in a window, which exchanges cells for those of other rows. */
class WindowColumn {
  readonly #cells: Elements;
  readonly #width: number;
  readonly #first: TableColumn;
  /** One list for the categories of all tables; `undefined` if the column has none. */
  readonly #categories: Categories | undefined;

  /** A column of `rows` rows, which those of the parts become. */
  constructor(parts: readonly TableColumn[], rows: number) {
    const first = parts[0]!;
    this.#first = first;
    this.#width = first.starts === undefined ? sizeOf(first.shape) : 1;
    this.#categories = first.categories === undefined ? undefined : new Categories();
    this.#cells = like(first.starts === undefined ? first.data : [], rows * this.#width);
    let at = 0;
    for (const part of parts) {
      const data = this.#elements(part);
      for (let i = 0; i < data.length; i++) this.#cells[at++] = data[i] as number;
    }
  }

  /** Puts the cells of a column at places, one after another, and returns those that were there. */
  exchange(column: TableColumn, places: Int32Array): TableColumn {
    const width = this.#width;
    const out = like(this.#cells, places.length * width);
    const data = this.#elements(column);
    if (width === 1) exchangeScalars(this.#cells as TypedArray, data as TypedArray, out as TypedArray, places);
    else
      for (let row = 0; row < places.length; row++)
        for (let i = 0; i < width; i++) {
          const at = places[row]! * width + i;
          out[row * width + i] = this.#cells[at] as number;
          this.#cells[at] = data[row * width + i] as number;
        }
    return this.#column(out);
  }

  /** Returns the cells at places, one after another; each time the last cell, at first that of row `last`, takes the place. */
  take(places: Int32Array, last: number): TableColumn {
    const width = this.#width;
    const out = like(this.#cells, places.length * width);
    for (let row = 0; row < places.length; row++)
      for (let i = 0; i < width; i++) {
        const at = places[row]! * width + i;
        out[row * width + i] = this.#cells[at] as number;
        this.#cells[at] = this.#cells[(last - row) * width + i] as number;
      }
    return this.#column(out);
  }

  #elements(column: TableColumn): TypedArray | readonly unknown[] {
    const { data, categories, starts } = column;
    if (starts !== undefined) return Array.from({ length: starts.length - 1 }, (_, row) => cellsOf(column)(row));
    return this.#categories === undefined ? data : this.#categories.renumbered(data as Int32Array, categories!);
  }

  #column(data: Elements): TableColumn {
    if (this.#first.starts !== undefined) return vectorColumn(data as unknown as readonly TypedArray[], this.#first);
    return this.#categories === undefined
      ? { ...this.#first, data }
      : { ...this.#first, data, categories: this.#categories.texts };
  }
}

function exchangeScalars(cells: TypedArray, data: TypedArray, out: TypedArray, places: Int32Array): void {
  for (let row = 0; row < places.length; row++) {
    const at = places[row]!;
    out[row] = cells[at]!;
    cells[at] = data[row]!;
  }
}

/** Returns new elements of the same kind. */
function like(elements: TypedArray | readonly unknown[], length: number): Elements {
  if (!ArrayBuffer.isView(elements)) return new Array<unknown>(length);
  return new (elements.constructor as new (length: number) => TypedArray)(length);
}
