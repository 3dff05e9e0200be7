import type { DataError, Place, Pulled, Reading, Table } from '@thalweg/data';
import type { RowPlace } from '../blocks/block.ts';
import { convertRows } from '../blocks/found-rows.ts';
import { Pending } from '../blocks/pending.ts';
import type { AbortSignalLike } from '../source/byte-source.ts';
import { host } from '../source/host.ts';
import type { JsonRows } from './json-rows.ts';

/** Rows of JSON in memory, and what converts them. */
export interface LoadedRows {
  readonly values: readonly unknown[];
  readonly rows: JsonRows;
}

/** Reads rows of JSON that are in memory once they have been loaded. */
export class JsonReading implements Reading<Table> {
  readonly #load: (signal: AbortSignalLike) => Promise<LoadedRows | undefined>;
  readonly #abort = new (host().AbortController)();
  readonly #pending = new Pending<Table>();
  #loaded: LoadedRows | undefined;
  #row: number;
  #delivered: number | undefined;
  #failure: DataError | undefined;

  /** Loads the rows when the first is asked for; `undefined` if the signal came first. */
  constructor(load: (signal: AbortSignalLike) => Promise<LoadedRows | undefined>, row: number) {
    this.#load = load;
    this.#row = row;
  }

  next(): Pulled<Table> {
    if (this.#abort.signal.aborted) return undefined;
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#loaded === undefined) return this.#pending.wait(this.#begin());
    const { values, rows } = this.#loaded;
    while (this.#row < values.length) {
      const { table, failure, place } = convertRows(rows, rows, this.#take(values, rows));
      this.#row = place.row;
      this.#failure = failure;
      if (table !== undefined) this.#delivered = this.#row;
      if (table !== undefined) return table;
      if (failure !== undefined) throw failure;
    }
    return undefined;
  }

  place(): Place | undefined {
    return this.#delivered;
  }

  close(): void {
    this.#abort.abort();
    this.#pending.giveUp();
  }

  async #begin(): Promise<Table | undefined> {
    this.#loaded = await this.#load(this.#abort.signal);
    return this.next();
  }

  #take(values: readonly unknown[], rows: JsonRows): { readonly place: RowPlace; readonly failure?: DataError } {
    rows.rows = 0;
    let row = this.#row;
    for (; row < values.length && rows.rows < rows.capacity; row++) {
      const error = rows.add(values[row], placeOf(row));
      if (error !== undefined && rows.skipped === undefined) return { place: placeOf(row), failure: error };
      if (error !== undefined) rows.skipped!.count(error);
    }
    return { place: placeOf(row) };
  }
}

function placeOf(row: number): RowPlace {
  return { byte: 0, row, line: 0 };
}
