import type { TableReader } from '@thalweg/data';
import { partTables, type OpenPart } from '../columnar/part-tables.ts';
import type { ArrowColumn } from './arrow-columns.ts';
import type { ArrowFile } from './arrow-file.ts';
import { BatchReading } from './batch-reading.ts';
import { batchRun, type BatchColumns } from './batch-run.ts';
import { ColumnReading } from './column-reading.ts';
import { damagedBatch } from './damaged-batch.ts';

/** Returns the reader of the rows of an Arrow file in tables. A place is a batch and a row in it. */
export function arrowTables(file: ArrowFile, columns: readonly ArrowColumn[]): TableReader {
  return partTables({
    source: file.source,
    part: 'batch',
    rows: file.batches.map(batch => batch.rows),
    reading: () => openBatches(file, columns),
  });
}

function openBatches(file: ArrowFile, columns: readonly ArrowColumn[]): OpenPart {
  const readings = columns.map(column => new ColumnReading(file.source, column));
  /** Batches that were read together, and the number of the first. */
  let run: readonly BatchColumns[] = [];
  let first = 0;
  return start => {
    const { part } = start;
    const open = (): BatchReading => {
      const batch = { source: file.source, batch: run[part - first]!, rows: file.batches[part]!.rows };
      return new BatchReading(batch, readings, start);
    };
    if (run[part - first] !== undefined) return open();
    return batchRun(file, part).then(
      read => {
        run = read;
        first = part;
        return open();
      },
      (cause: unknown) => {
        throw damagedBatch({ source: file.source, row: start.index, cause });
      },
    );
  };
}
