import type { DataError, TableColumn } from '@thalweg/data';
import type { BadRowCounter } from './bad-rows.ts';
import type { ParsedBlock, RowPlace } from './block.ts';

/** The rows that were found in a block, before their cells are converted. */
export interface FoundRows {
  /** The number of rows. Setting it drops the last ones. */
  rows: number;
  /** Keeps the rows that are not among `bad`. */
  leaveOut(bad: { has(row: number): boolean }): void;
  /** Returns the place of a row in the source. */
  placeOf(row: number): RowPlace;
}

/** Converts the cells of rows, and counts the rows with a cell that does not fit. */
export interface Converting {
  /** Converts all columns; calls `misfit` for each cell that does not fit. */
  convert(misfit: (row: number, column: string) => void): Record<string, TableColumn>;
  /** Returns the error of such a cell. */
  misfitError(row: number, column: string): DataError;
  /** Counts the rows that are left out; `undefined` if a bad row ends the reading. */
  readonly skipped: BadRowCounter | undefined;
}

/** Returns the table of the rows that were found before `end`, without those that have a cell that does not fit. */
export function convertRows(found: FoundRows, converting: Converting, before: Omit<ParsedBlock, 'table'>): ParsedBlock {
  const { skipped } = converting;
  let { place, failure } = before;
  for (;;) {
    const misfits = new Map<number, string>();
    const columns = converting.convert((row, column) => {
      if (!misfits.has(row)) misfits.set(row, column);
    });
    if (misfits.size === 0)
      return { place, failure, table: found.rows === 0 ? undefined : { rows: found.rows, columns } };
    const bad = [...misfits.keys()].sort((a, b) => a - b);
    if (skipped !== undefined) {
      for (const row of bad) skipped.count(converting.misfitError(row, misfits.get(row)!));
      found.leaveOut(misfits);
    } else {
      const first = bad[0]!;
      failure = converting.misfitError(first, misfits.get(first)!);
      place = found.placeOf(first);
      found.rows = first;
    }
  }
}
