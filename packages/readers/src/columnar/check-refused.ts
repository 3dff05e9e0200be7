import { DataError } from '@thalweg/data';
import type { CellMaking, Converted } from './cells.ts';

/** Rows that were made of converted values. */
export interface MadeRows {
  readonly source: string;
  readonly making: CellMaking;
  /** The first row, in the file, and the number of rows. */
  readonly row: number;
  readonly rows: number;
  /** 1 for each row that has a value, 0 for others; `undefined` if all have. */
  readonly present: Uint8Array | undefined;
  /** Returns the index in the converted values of the n-th value of these rows. */
  readonly indexOf: (value: number) => number;
}

/**
 * Does nothing if all values of some rows have a cell.
 *
 * - **Throws** `DataError` that names the first row that has none
 */
export function checkRefused({ refused }: Converted, made: MadeRows): void {
  if (refused === undefined) return;
  const { source, making, row, rows, present, indexOf } = made;
  let value = 0;
  for (let i = 0; i < rows; i++) {
    if (present !== undefined && present[i] === 0) continue;
    const given = refused.get(indexOf(value++));
    if (given === undefined) continue;
    const what = `column '${making.name}' ${making.requirement}`;
    throw new DataError(source, what, `${given} in row ${row + i}`, making.advice, { source, row: row + i });
  }
}
