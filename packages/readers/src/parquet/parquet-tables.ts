import type { TableReader } from '@thalweg/data';
import { cellMaking } from '../columnar/cell-making.ts';
import { partTables } from '../columnar/part-tables.ts';
import { openRowGroup } from './open-row-group.ts';
import type { ParquetColumn } from './parquet-column.ts';
import type { ParquetFile } from './parquet-file.ts';

/** Returns the reader of the rows of a Parquet file in tables. A place is a row group and a row in it. */
export function parquetTables(file: ParquetFile, columns: readonly ParquetColumn[]): TableReader {
  return partTables({
    source: file.source,
    part: 'group',
    rows: file.metadata.row_groups.map(group => Number(group.num_rows)),
    reading() {
      const made = columns.map(column => ({ ...column, making: cellMaking(file.source, column) }));
      return start => openRowGroup(file, made, start);
    },
  });
}
