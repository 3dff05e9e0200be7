import type { Table } from '@thalweg/data';
import type { Block } from './block.ts';

/** A record by the names of its fields. */
export type Fields = Readonly<Record<string, unknown>>;

/** The place of the features of a column: from `at` on among the values of a row, with indices from `offset` on. */
export interface Spot {
  readonly at: number;
  readonly offset: number;
}

/** A column whose features have their places in a row. */
export interface Placed {
  /** Reads the state again, after it has learned. */
  refresh?(): void;
  /** Writes the features of a record to the first row of a block. */
  writeRecord(record: Fields, block: Block): void;
  /**
   * Returns a function that writes the features of rows `from … to − 1` of a table to a block. Rows come in their order, each
   * once.
   */
  tableWriter(table: Table, block: Block): RowsWriter;
}

/** Writes the features of rows `from … to − 1`. */
export type RowsWriter = (from: number, to: number) => void;
