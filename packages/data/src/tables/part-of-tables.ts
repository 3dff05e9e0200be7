import { sizeOf } from '@thalweg/tensor';
import type { Pulled } from '../core/dataset-iterator.ts';
import type { EpochIterator } from '../core/reader.ts';
import type { Table, TableColumn } from '../core/table.ts';

/** Returns an iterator that ends after `count` rows. */
export function firstRows(iterator: EpochIterator<Table>, count: number): EpochIterator<Table> {
  let left = count;
  const cut = (table: Table | undefined): Table | undefined => {
    if (table === undefined) return undefined;
    const rows = Math.min(left, table.rows);
    left -= rows;
    return sliceTable(table, 0, rows);
  };
  return {
    next(recycle) {
      if (left === 0) return undefined;
      const table = iterator.next(recycle);
      return table instanceof Promise ? table.then(cut) : cut(table);
    },
    // The last table may be cut; nothing is read after it.
    offset: () => (left === 0 ? undefined : iterator.offset?.()),
    close: () => iterator.close?.(),
  };
}

/** Returns an iterator without its first `count` rows, which it reads when the first table is asked for. */
export function afterRows(iterator: EpochIterator<Table>, count: number): EpochIterator<Table> {
  let left = count;
  const next = (): Pulled<Table> => {
    for (;;) {
      const table = iterator.next();
      if (table instanceof Promise)
        return table.then(table => rest(table) ?? (table === undefined ? undefined : next()));
      const found = rest(table);
      if (found !== undefined || table === undefined) return found;
    }
  };
  const rest = (table: Table | undefined): Table | undefined => {
    if (table === undefined) return undefined;
    const dropped = Math.min(left, table.rows);
    left -= dropped;
    return dropped === table.rows ? undefined : sliceTable(table, dropped, table.rows);
  };
  return { next, offset: () => (left === 0 ? iterator.offset?.() : undefined), close: () => iterator.close?.() };
}

/** Returns the rows `from … to − 1` of a table. Typed arrays are shared. */
export function sliceTable(table: Table, from: number, to: number): Table {
  if (from === 0 && to === table.rows) return table;
  const columns = Object.entries(table.columns).map(([name, column]) => [name, sliceColumn(column, from, to)] as const);
  return { rows: to - from, columns: Object.fromEntries(columns) };
}

function sliceColumn(column: TableColumn, from: number, to: number): TableColumn {
  const { data, shape, starts } = column;
  if (starts !== undefined) return { ...column, starts: starts.subarray(from, to + 1) };
  const width = sizeOf(shape);
  const [start, end] = [from * width, to * width];
  return { ...column, data: ArrayBuffer.isView(data) ? data.subarray(start, end) : data.slice(start, end) };
}
