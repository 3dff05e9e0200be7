import { DataError } from '@thalweg/data';
import { reasonOf } from '@thalweg/tensor/engine';

/** A column that cannot be read, and the reason. */
export interface DamagedColumn {
  readonly source: string;
  readonly column: string;
  /** The first row that cannot be read. */
  readonly row: number;
  readonly cause: unknown;
}

/** Returns the error about a column that cannot be decoded. */
export function damagedColumn({ source, column, row, cause }: DamagedColumn): DataError {
  return new DataError(
    source,
    `column '${column}' must be readable from row ${row} on`,
    reasonOf(cause),
    'The file may be damaged: fetch or write it again, or leave the column out of columns.',
    { source, row, cause },
  );
}
