import { DataError, type Place, type Pulled, type Reading, type Table, type TableReader } from '@thalweg/data';
import { afterRows, sliceTable } from '@thalweg/data/engine';

/** The place of the source before a table, and the rows of it that were delivered. */
interface SlicePlace {
  readonly before: Place;
  readonly rows: number;
}

/**
 * Reads tables in slices of at most so many rows, so that what is made of one at a time stays small. The number is asked for when
 * reading begins.
 */
export function inSlices(tables: TableReader, mostRows: () => number): TableReader {
  return {
    read(epoch, index, place) {
      if (place === undefined) return new Slices(tables.read(epoch, index), undefined, mostRows());
      const { before, rows } = slicePlaceOf(place, index);
      const reading = new Slices(tables.read(epoch, index - rows, before ?? undefined), before, mostRows());
      return rows === 0 ? reading : resumed(reading, rows, place);
    },
  };
}

/** A reading after some rows of its first table, which its places count. */
function resumed(reading: Slices, rows: number, start: Place): Reading<Table> {
  const rest = afterRows(reading, rows);
  let begun = false;
  return {
    next() {
      begun = true;
      return rest.next();
    },
    place: () => (begun ? reading.place() : start),
    close: () => reading.close(),
  };
}

/** Reads one table after another in slices. */
class Slices implements Reading<Table> {
  readonly #reading: Reading<Table>;
  readonly #most: number;
  /** The place of the source before the present table. */
  #before: Place | undefined;
  #table: Table | undefined;
  #row = 0;

  constructor(reading: Reading<Table>, before: Place | undefined, most: number) {
    this.#reading = reading;
    this.#before = before;
    this.#most = most;
  }

  next(): Pulled<Table> {
    const table = this.#table;
    if (table !== undefined && this.#row < table.rows) return this.#slice(table);
    if (table !== undefined) this.#before = this.#reading.place?.();
    this.#table = undefined;
    const next = this.#reading.next();
    return next instanceof Promise ? next.then(next => this.#enter(next)) : this.#enter(next);
  }

  place(): Place | undefined {
    if (this.#before === undefined) return undefined;
    return { before: this.#before, rows: this.#table === undefined ? 0 : this.#row };
  }

  close(): void {
    this.#reading.close?.();
  }

  #enter(table: Table | undefined): Table | undefined {
    if (table === undefined) return undefined;
    this.#table = table;
    this.#row = 0;
    return this.#slice(table);
  }

  #slice(table: Table): Table {
    const from = this.#row;
    this.#row = Math.min(table.rows, from + this.#most);
    return sliceTable(table, from, this.#row);
  }
}

function slicePlaceOf(place: Place, index: number): SlicePlace {
  const { before, rows } = (place ?? {}) as Partial<SlicePlace>;
  if (before !== undefined && Number.isSafeInteger(rows) && rows! >= 0 && rows! <= index)
    return { before, rows: rows! };
  throw new DataError(
    'open',
    'a place must be one of the same pipeline, here of columnTransformer',
    JSON.stringify(place),
    'Build the pipeline as it was when the position was kept, or start from an index without a place.',
  );
}
