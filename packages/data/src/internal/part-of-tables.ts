import type { Reading } from '../reader.ts';
import type { Pulled } from '../cursor.ts';
import type { Table } from '../table.ts';
import { sliceTable } from './slice-table.ts';

/** Returns a reading that ends after `count` rows. */
export function firstRows(reading: Reading<Table>, count: number): Reading<Table> {
  let left = count;
  const cut = (table: Table | undefined): Table | undefined => {
    if (table === undefined) return undefined;
    const rows = Math.min(left, table.rows);
    left -= rows;
    return sliceTable(table, 0, rows);
  };
  return {
    next() {
      if (left === 0) return undefined;
      const table = reading.next();
      return table instanceof Promise ? table.then(cut) : cut(table);
    },
    // The last table may be cut; nothing is read after it.
    place: () => (left === 0 ? undefined : reading.place?.()),
    close: () => reading.close?.(),
  };
}

/** Returns a reading without its first `count` rows, which it reads when the first table is asked for. */
export function afterRows(reading: Reading<Table>, count: number): Reading<Table> {
  let left = count;
  const next = (): Pulled<Table> => {
    for (;;) {
      const table = reading.next();
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
  return { next, place: () => (left === 0 ? reading.place?.() : undefined), close: () => reading.close?.() };
}
