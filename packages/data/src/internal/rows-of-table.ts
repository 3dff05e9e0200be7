import { sizeOf, type Tensor, type TypedArray } from '@thalweg/tensor';
import type { Batch } from '../collate.ts';
import type { RowSource } from '../row-selection.ts';
import type { Table } from '../table.ts';
import { gatherRows } from './column-rows.ts';
import { stackedColumn } from './stacked.ts';
import { storage } from './storage.ts';
import { cellsOf, recordsIn } from './table-cells.ts';

/** The rows of a table, in any order. Batches are gathered column by column, as they are of the table itself. */
export function rowsOfTable<T>(table: Table, skipped = 0): RowSource<T> {
  const record = recordsIn(table);
  return {
    skipped,
    at: row => record(row) as T,
    gather(order, from, to, recycle) {
      const old = recycle as Record<string, Tensor> | undefined;
      const batch: Record<string, Tensor> = {};
      for (const [name, column] of Object.entries(table.columns)) {
        const { data, shape, dtype, categories } = column;
        if (dtype === undefined || categories !== undefined) {
          const values = Array.from(order.subarray(from, to), cellsOf(column));
          batch[name] = stackedColumn(`collate: field ${name}`, values, at => order[from + at]!, old?.[name]);
          continue;
        }
        const tensor = storage(old?.[name], dtype, to - from, shape);
        gatherRows(tensor.data, data as TypedArray, sizeOf(shape), order, from, to);
        batch[name] = tensor;
      }
      return batch as Batch<T>;
    },
  };
}
