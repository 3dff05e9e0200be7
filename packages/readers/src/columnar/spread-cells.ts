import type { Cells, Converted } from './cells.ts';

/** A part of the rows of a page, and where their cells go. */
export interface Spreading {
  readonly cells: Converted['cells'];
  /** Indices of cells, where a page refers to a dictionary. */
  readonly indices: Int32Array | undefined;
  /** 1 for each row of the page that has a value; `undefined` if all have. */
  readonly present: Uint8Array | undefined;
  /** The first row of the page to write, the number of values before it, and the number of rows. */
  readonly row: number;
  readonly value: number;
  readonly rows: number;
  readonly missing: number | null;
}

/** Writes cells into a column from `at` on, and returns how many values they were made of. */
export function spreadCells(into: Cells, at: number, spreading: Spreading): number {
  const { cells, indices, present, row, value, rows, missing } = spreading;
  if (present === undefined) {
    if (indices === undefined) copy(into, at, cells, value, rows);
    else for (let i = 0; i < rows; i++) into[at + i] = cells[indices[value + i]!];
    return rows;
  }
  let next = value;
  for (let i = 0; i < rows; i++)
    if (present[row + i] === 0) into[at + i] = missing;
    else {
      into[at + i] = cells[indices === undefined ? next : indices[next]!];
      next++;
    }
  return next - value;
}

function copy(into: Cells, at: number, cells: Converted['cells'], from: number, count: number): void {
  if (into instanceof Float64Array && cells instanceof Float64Array) into.set(cells.subarray(from, from + count), at);
  else for (let i = 0; i < count; i++) into[at + i] = cells[from + i];
}
