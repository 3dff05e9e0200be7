import {
  DataError,
  type SourceOffset,
  type Pulled,
  type EpochIterator,
  type Table,
  type TableReader,
} from '@thalweg/data';
import { ContractError } from '@thalweg/tensor';
import { reasonOf } from '@thalweg/tensor/engine';

/** The rows of a part being read. */
export interface PartIterator {
  /** Returns the next rows, at most `most`; `undefined` at the end. */
  next(most: number): Table | undefined;
}

/** Opens a part from a row on; an iterator opens one after another. */
export type OpenPart = (start: Start) => PartIterator | Promise<PartIterator>;

/** A file in parts, and what opens them. */
export interface PartsReader extends Parts {
  /** Returns what opens the parts for one iterator. */
  opener(): OpenPart;
}

/** The rows of a table, at most. */
const BLOCK = 1 << 15;

/** Returns the reader of the rows of a file in tables. An offset is a part and a row in it. */
export function partTables(parts: PartsReader): TableReader {
  return { read: (_, index, offset) => new PartsIterator(parts, startOf(parts, index, offset)) };
}

class PartsIterator implements EpochIterator<Table> {
  private readonly parts: PartsReader;
  private readonly openPart: OpenPart;
  private part: number;
  private row: number;
  /** The row in the file. */
  private index: number;
  private open: PartIterator | undefined;
  private closed = false;

  constructor(parts: PartsReader, { part, row, index }: Start) {
    this.parts = parts;
    this.openPart = parts.opener();
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

  private guarded(open: PartIterator): Table {
    try {
      return this.tableOf(open);
    } catch (cause) {
      throw this.damaged(cause);
    }
  }

  private entering(): PartIterator | Promise<PartIterator> {
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

  offset(): SourceOffset {
    return offsetIn(this.parts, { part: this.part, row: this.row });
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

  private entered(open: PartIterator): Pulled<Table> {
    if (!this.closed) this.open = open;
    return this.next();
  }

  private tableOf(open: PartIterator): Table {
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
  /** The name of a part in an offset. */
  readonly part: string;
  /** The rows of each part. */
  readonly rows: readonly number[];
}

/** The start of an iterator: a part, the row in it, and that row in the file. */
export interface Start {
  readonly part: number;
  readonly row: number;
  readonly index: number;
}

/**
 * Returns where the row `index` of a file lies, which is at `offset` if that is given.
 *
 * - **Throws** `DataError` if the row does not lie at the offset
 */
function startOf(parts: Parts, index: number, offset?: SourceOffset): Start {
  const { source, rows } = parts;
  let part = 0;
  let row = index;
  for (; part < rows.length && row >= rows[part]!; part++) row -= rows[part]!;
  if (offset === undefined || isAt(offset, parts, index)) return { part, row, index };
  throw new DataError(
    source,
    `row ${index} must lie where the offset says`,
    JSON.stringify(offset),
    'The file is not the one that the offset was taken in: start again.',
    { source, row: index },
  );
}

/** Returns the offset of a row of a part. */
function offsetIn({ part }: Parts, at: Omit<Start, 'index'>): SourceOffset {
  return { [part]: at.part, row: at.row };
}

/** The end of a part is the start of the next one. */
function isAt(offset: SourceOffset, { part, rows }: Parts, index: number): boolean {
  const { [part]: number, row } = offset as Readonly<Record<string, number>>;
  return rows.slice(0, number).reduce((sum, count) => sum + count, 0) + row! === index;
}
