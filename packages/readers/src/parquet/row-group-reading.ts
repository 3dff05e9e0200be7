import { dtypeOf } from '../schema/dtype-of.ts';
import type { Table, TableColumn } from '@thalweg/data';
import type { PartReading } from '../columnar/part-tables.ts';
import type { CellMaking } from '../columnar/cells.ts';
import type { ChunkReading } from './chunk-reading.ts';

/** A column of a row group being read. */
export interface ColumnReading {
  readonly name: string;
  readonly making: CellMaking;
  readonly chunk: ChunkReading;
}

/** Reads a row group, block by block. */
export class RowGroupReading implements PartReading {
  private readonly rows: number;
  private readonly columns: readonly ColumnReading[];
  private done = 0;

  constructor(rows: number, columns: readonly ColumnReading[]) {
    this.rows = rows;
    this.columns = columns;
  }

  /** Leaves out rows. */
  skip(rows: number): void {
    for (const { chunk } of this.columns) chunk.skip(rows);
    this.done += rows;
  }

  /** Returns the next rows; `undefined` at the end. */
  next(most: number): Table | undefined {
    const rows = Math.min(most, this.rows - this.done);
    if (rows === 0) return undefined;
    const columns = this.columns.map(({ name, making, chunk }) => [name, columnOf(making, chunk, rows)] as const);
    this.done += rows;
    return { rows, columns: Object.fromEntries(columns) };
  }
}

function columnOf(making: CellMaking, chunk: ChunkReading, rows: number): TableColumn {
  const data = making.array(rows);
  chunk.fill(data, rows);
  const dtype = data instanceof Float64Array ? dtypeOf(making.type) : undefined;
  // The list of categories is complete only after the rows were read.
  const { categories } = making;
  return { data, shape: [], dtype, ...(categories === undefined ? {} : { categories: categories.names }) };
}
