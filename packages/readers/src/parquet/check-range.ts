import { DataError } from '@thalweg/data';
import type { ParquetColumn } from './parquet-column.ts';
import type { ParquetFile } from './parquet-file.ts';

const LIMIT = 2n ** 53n;

/**
 * Does nothing if the statistics of a column show no whole number that a number cannot hold. A file without statistics is
 * checked while it is read.
 *
 * - **Throws** `DataError` if they do
 */
export function checkRange({ source, metadata }: ParquetFile, column: ParquetColumn): void {
  const { name, type, stored } = column;
  if (stored.type !== 'integer' || (type !== 'integer' && type !== 'number')) return;
  for (const [group, { columns }] of metadata.row_groups.entries()) {
    const statistics = columns.find(({ meta_data }) => meta_data?.path_in_schema[0] === name)?.meta_data?.statistics;
    const bounds = [statistics?.max_value, statistics?.min_value];
    const past = bounds.find(bound => typeof bound === 'bigint' && (bound > LIMIT || bound < -LIMIT));
    if (past === undefined) continue;
    throw new DataError(
      source,
      `column '${name}' ${stored.requirement}`,
      `${String(past)} in row group ${group}`,
      stored.advice!,
      { source },
    );
  }
}
