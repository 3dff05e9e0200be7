import { DataError } from '@thalweg/data';
import type { CellMaking, Cells } from '../columnar/cells.ts';
import { checkRefused } from '../columnar/check-refused.ts';
import type { ChunkReading } from './chunk-reading.ts';
import { damagedColumn } from './damaged-column.ts';
import { PageReader, type CellPage, type PageSource } from './page-reader.ts';
import { spreadCells } from '../columnar/spread-cells.ts';

/** A column in one row group. */
export interface FlatChunkParts extends Omit<PageSource, 'convert' | 'depths' | 'values'> {
  readonly making: CellMaking;
  /** The name of the file. */
  readonly source: string;
  /** The row of the file at which the row group starts, and its number of rows. */
  readonly firstRow: number;
  readonly rows: number;
}

/** Reads the rows of a column that is neither nested nor repeated. It holds one decoded page at a time. */
export class FlatChunk implements ChunkReading {
  private readonly parts: FlatChunkParts;
  private readonly pages: PageReader;
  private page: CellPage | undefined;
  /** The row in the chunk, the row in the page, and the values of the page before that row. */
  private row = 0;
  private pageRow = 0;
  private pageValue = 0;

  constructor(parts: FlatChunkParts) {
    this.parts = parts;
    const definition = parts.element.repetition_type === 'REQUIRED' ? 0 : 1;
    const { convert } = parts.making;
    this.pages = new PageReader({ ...parts, convert, depths: { repetition: 0, definition }, values: parts.rows });
  }

  skip(rows: number): void {
    this.guarded(() => {
      for (let left = rows; left > 0;) left -= this.skipSome(left);
    });
  }

  fill(into: Cells, rows: number): void {
    this.guarded(() => {
      for (let filled = 0; filled < rows;) filled += this.fillSome(into, filled, rows - filled);
    });
  }

  private skipSome(most: number): number {
    const page = this.open(most);
    if (typeof page === 'number') {
      this.row += page;
      return page;
    }
    const rows = Math.min(most, page.rows - this.pageRow);
    const skipped = page.definition?.subarray(this.pageRow, this.pageRow + rows);
    this.advance(rows, skipped?.reduce((sum, one) => sum + one, 0) ?? rows);
    return rows;
  }

  private fillSome(into: Cells, at: number, most: number): number {
    const page = this.open(0) as CellPage;
    const { definition: present, indices, converted } = page;
    const { cells } = converted;
    const { missing } = this.parts.making;
    const rows = Math.min(most, page.rows - this.pageRow);
    const from = { row: this.pageRow, value: this.pageValue, rows };
    const values = spreadCells(into, at, { cells, indices, present, missing, ...from });
    this.check(page, rows);
    this.advance(rows, values);
    return rows;
  }

  /** Returns a page that has rows left, or the rows of one that was skipped. */
  private open(skippable: number): CellPage | number {
    if (this.page !== undefined && this.pageRow < this.page.rows) return this.page;
    const page = this.pages.next(skippable);
    this.page = typeof page === 'number' ? undefined : page;
    this.pageRow = this.pageValue = 0;
    return page;
  }

  private advance(rows: number, values: number): void {
    this.row += rows;
    this.pageRow += rows;
    this.pageValue += values;
  }

  private check({ indices, definition, converted }: CellPage, rows: number): void {
    const { source, making, firstRow } = this.parts;
    checkRefused(converted, {
      source,
      making,
      row: firstRow + this.row,
      rows,
      present: definition?.subarray(this.pageRow, this.pageRow + rows),
      indexOf: value => indices?.[this.pageValue + value] ?? this.pageValue + value,
    });
  }

  private guarded(read: () => void): void {
    try {
      read();
    } catch (cause) {
      if (cause instanceof DataError) throw cause;
      const { source, element, firstRow } = this.parts;
      throw damagedColumn({ source, column: element.name, row: firstRow + this.row, cause });
    }
  }
}
