import type { Table } from '@thalweg/data';
import type { PartReading } from '../columnar/part-tables.ts';
import type { Start } from '../columnar/start-of.ts';
import type { BatchColumns } from './batch-run.ts';
import type { ColumnReading } from './column-reading.ts';
import { damagedBatch } from './damaged-batch.ts';

/** A batch that was read. */
export interface ReadBatch {
  readonly source: string;
  readonly batch: BatchColumns;
  readonly rows: number;
}

/** Reads the rows of a batch. */
export class BatchReading implements PartReading {
  private readonly read: ReadBatch;
  private readonly columns: readonly ColumnReading[];
  private row: number;
  /** The row of the file. */
  private index: number;

  constructor(read: ReadBatch, columns: readonly ColumnReading[], { row, index }: Start) {
    this.read = read;
    this.columns = columns;
    this.row = row;
    this.index = index;
  }

  next(most: number): Table | undefined {
    const { source, batch, rows: all } = this.read;
    const { row: from, index: row } = this;
    const rows = Math.min(most, all - from);
    if (rows === 0) return undefined;
    const to = from + rows;
    try {
      const columns = this.columns.map(
        column => [column.name, column.cells({ batch: batch[column.at]!, from, to, row })] as const,
      );
      this.row += rows;
      this.index += rows;
      return { rows, columns: Object.fromEntries(columns) };
    } catch (cause) {
      throw damagedBatch({ source, row, cause });
    }
  }
}
