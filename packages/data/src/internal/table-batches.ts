import { sameShape, sizeOf, type Tensor, type TypedArray } from '@thalweg/tensor';
import type { Batch } from '../collate.ts';
import { DataError } from '../data-error.ts';
import type { Reading } from '../reader.ts';
import type { Table, TableColumn } from '../table.ts';
import { stacked, stackedColumn, type Stacking } from './stacked.ts';
import { storage } from './storage.ts';
import { cellsOf } from './table-cells.ts';
import type { TableFeed } from './table-feed.ts';

/** Some rows of a table, which become a part of a batch. */
interface Part {
  readonly table: Table;
  readonly from: number;
  readonly to: number;
}

/** Reads the rows of tables in batches of `size`, the first of which begins at row `start` of the epoch. */
export function tableBatches<T>(feed: TableFeed, start: number, size: number, full: number): Reading<Batch<T>> {
  let index = start;
  let place = feed.place();
  return {
    next(recycle) {
      const parts: Part[] = [];
      const batch = (count: number): Batch<T> | undefined => {
        if (count < full) return undefined;
        const first = index;
        index += count;
        place = feed.place();
        return joinParts(parts, count, { recycle, rowOf: at => first + at }) as Batch<T>;
      };
      const count = takeRows(feed, parts, 0, size);
      return count instanceof Promise ? count.then(batch) : batch(count);
    },
    place: () => place,
    close: () => feed.close(),
  };
}

/** Takes rows until there are `size`, or no more. Returns their number. */
function takeRows(feed: TableFeed, parts: Part[], taken: number, size: number): number | Promise<number> {
  let count = taken;
  while (count < size) {
    const filled = feed.fill();
    if (filled instanceof Promise) return filled.then(filled => (filled ? takeRows(feed, parts, count, size) : count));
    if (!filled) break;
    const { row: from } = feed;
    const table = feed.table!;
    const to = Math.min(table.rows, from + size - count);
    parts.push({ table, from, to });
    feed.row = to;
    count += to - from;
  }
  return count;
}

function joinParts(parts: readonly Part[], count: number, stacking: Stacking): unknown {
  const { columns } = parts[0]!.table;
  const names = Object.keys(columns);
  if (names.length === 0) return stacked([{}], stacking);
  const recycled = stacking.recycle as Record<string, Tensor> | undefined;
  const batch: Record<string, Tensor> = {};
  for (const name of names) batch[name] = joinColumn(name, parts, count, stacking, recycled?.[name]);
  return batch;
}

function joinColumn(
  name: string,
  parts: readonly Part[],
  count: number,
  { rowOf }: Stacking,
  recycle: Tensor | undefined,
): Tensor {
  const { shape, dtype, categories } = parts[0]!.table.columns[name]!;
  if (dtype === undefined || categories !== undefined)
    return stackedColumn(`collate: field ${name}`, cellsIn(parts, name), rowOf, recycle);
  const tensor = storage(recycle, dtype, count, shape);
  const width = sizeOf(shape);
  let at = 0;
  for (const { table, from, to } of parts) {
    const column = table.columns[name]!;
    checkAlike(name, column, parts[0]!.table.columns[name]!, rowOf(at));
    tensor.data.set((column.data as TypedArray).subarray(from * width, to * width), at * width);
    at += to - from;
  }
  return tensor;
}

function cellsIn(parts: readonly Part[], name: string): unknown[] {
  return parts.flatMap(({ table, from, to }) => {
    const cell = cellsOf(table.columns[name]!);
    return Array.from({ length: to - from }, (_, at) => cell(from + at));
  });
}

function checkAlike(name: string, column: TableColumn, first: TableColumn, row: number): void {
  if (column.dtype === first.dtype && sameShape(column.shape, first.shape)) return;
  throw new DataError(
    `collate: field ${name}`,
    `tables must be alike, ${first.dtype} [${first.shape.join(', ')}] as the first`,
    `${column.dtype} [${column.shape.join(', ')}] in row ${row}`,
    'Give the reader one schema for the whole epoch.',
    { row },
  );
}
