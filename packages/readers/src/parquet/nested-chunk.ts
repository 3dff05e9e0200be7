import type { CellMaking, Cells } from '../columnar/cells.ts';
import { checkRefused } from '../columnar/check-refused.ts';
import type { ChunkReading } from './chunk-reading.ts';
import { damagedColumn } from './damaged-column.ts';

/** A nested column in one row group. */
export interface NestedChunkParts {
  /** The name of the file. */
  readonly source: string;
  readonly making: CellMaking;
  /** Decodes the whole column. */
  readonly values: () => readonly unknown[];
  /** The row of the file at which the row group starts, and its number of rows. */
  readonly firstRow: number;
  readonly rows: number;
}

/** Reads the rows of a nested column, which is decoded as a whole when the first are asked for. */
export class NestedChunk implements ChunkReading {
  private readonly parts: NestedChunkParts;
  private values: readonly unknown[] | undefined;
  private row = 0;

  constructor(parts: NestedChunkParts) {
    this.parts = parts;
  }

  skip(rows: number): void {
    this.row += rows;
  }

  fill(into: Cells, rows: number): void {
    const { source, making, firstRow } = this.parts;
    this.values ??= this.decoded();
    const converted = making.convert(this.values.slice(this.row, this.row + rows));
    const row = firstRow + this.row;
    checkRefused(converted, { source, making, row, rows, present: undefined, indexOf: value => value });
    for (let i = 0; i < rows; i++) into[i] = converted.cells[i];
    this.row += rows;
  }

  private decoded(): readonly unknown[] {
    const { source, making, firstRow, rows } = this.parts;
    try {
      const values = this.parts.values();
      if (values.length !== rows) throw new Error(`${values.length} rows in place of ${rows}`);
      return values;
    } catch (cause) {
      throw damagedColumn({ source, column: making.name, row: firstRow, cause });
    }
  }
}
