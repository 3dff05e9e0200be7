import type { Cells } from '../columnar/cells.ts';

/** A column of a row group being read from front to back. */
export interface ChunkReading {
  skip(rows: number): void;
  /** Writes the cells of the next rows to the start of a column. */
  fill(into: Cells, rows: number): void;
}
