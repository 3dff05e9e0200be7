import { DataError, type Place, type Pulled, type Reading, type Table, type TableReader } from '@thalweg/data';
import { ContractError } from '@thalweg/tensor';
import { reasonOf } from '@thalweg/tensor/engine';

/** The rows of a part being read. */
export interface PartReading {
  /** Returns the next rows, at most `most`; `undefined` at the end. */
  next(most: number): Table | undefined;
}

/** Opens a part from a row on; a reading opens one after another. */
export type OpenPart = (start: Start) => PartReading | Promise<PartReading>;

/** A file in parts, and what opens them. */
export interface PartsReader extends Parts {
  /** Returns what opens the parts in one reading. */
  reading(): OpenPart;
}

/** The rows of a table, at most. */
const BLOCK = 1 << 15;

/** Returns the reader of the rows of a file in tables. A place is a part and a row in it. */
export function partTables(parts: PartsReader): TableReader {
  return { read: (_, index, place) => new PartsReading(parts, startOf(parts, index, place)) };
}

class PartsReading implements Reading<Table> {
  private readonly parts: PartsReader;
  private readonly openPart: OpenPart;
  private part: number;
  private row: number;
  /** The row in the file. */
  private index: number;
  private open: PartReading | undefined;
  private closed = false;

  constructor(parts: PartsReader, { part, row, index }: Start) {
    this.parts = parts;
    this.openPart = parts.reading();
    this.part = part;
    this.row = row;
    this.index = index;
  }

  next(): Pulled<Table> {
    const { rows } = this.parts;
    while (!this.closed && this.part < rows.length) {
      if (this.row === rows[this.part]) this.leave();
      else if (this.open !== undefined) return this.guarded(this.open);
      else {
        const open = this.entering();
        if (open instanceof Promise) return open.then(open => this.entered(open));
        this.open = open;
      }
    }
    return undefined;
  }

  private guarded(open: PartReading): Table {
    try {
      return this.tableOf(open);
    } catch (cause) {
      throw this.damaged(cause);
    }
  }

  private entering(): PartReading | Promise<PartReading> {
    try {
      const open = this.openPart({ part: this.part, row: this.row, index: this.index });
      if (!(open instanceof Promise)) return open;
      return open.catch((cause: unknown) => {
        throw this.damaged(cause);
      });
    } catch (cause) {
      throw this.damaged(cause);
    }
  }

  /** Returns the error of a part. What was not foreseen names the file too. */
  private damaged(cause: unknown): unknown {
    if (cause instanceof ContractError) return cause;
    const given = reasonOf(cause);
    const { source } = this.parts;
    const advice = 'The file may be damaged: fetch or write it again.';
    return new DataError(source, `it must be readable from row ${this.index} on`, given, advice, {
      source,
      row: this.index,
      cause,
    });
  }

  place(): Place {
    return placeIn(this.parts, { part: this.part, row: this.row });
  }

  close(): void {
    this.closed = true;
    this.open = undefined;
  }

  private leave(): void {
    this.part++;
    this.row = 0;
    this.open = undefined;
  }

  private entered(open: PartReading): Pulled<Table> {
    if (!this.closed) this.open = open;
    return this.next();
  }

  private tableOf(open: PartReading): Table {
    const table = open.next(BLOCK)!;
    this.row += table.rows;
    this.index += table.rows;
    return table;
  }
}

/** A file in parts, such as row groups or batches. */
interface Parts {
  /** The name of the file. */
  readonly source: string;
  /** The name of a part in a place. */
  readonly part: string;
  /** The rows of each part. */
  readonly rows: readonly number[];
}

/** The start of a reading: a part, the row in it, and that row in the file. */
export interface Start {
  readonly part: number;
  readonly row: number;
  readonly index: number;
}

/**
 * Returns where the row `index` of a file lies, which is at `place` if that is given.
 *
 * - **Throws** `DataError` if the row does not lie at the place
 */
function startOf(parts: Parts, index: number, place?: Place): Start {
  const { source, rows } = parts;
  let part = 0;
  let row = index;
  for (; part < rows.length && row >= rows[part]!; part++) row -= rows[part]!;
  if (place === undefined || isAt(place, parts, index)) return { part, row, index };
  throw new DataError(
    source,
    `row ${index} must lie where the position says`,
    JSON.stringify(place),
    'The file is not the one that the position was taken in: start again.',
    { source, row: index },
  );
}

/** Returns the place of a row of a part. */
function placeIn({ part }: Parts, at: Omit<Start, 'index'>): Place {
  return { [part]: at.part, row: at.row };
}

/** The end of a part is the start of the next one. */
function isAt(place: Place, { part, rows }: Parts, index: number): boolean {
  const { [part]: number, row } = place as Readonly<Record<string, number>>;
  return rows.slice(0, number).reduce((sum, count) => sum + count, 0) + row! === index;
}
