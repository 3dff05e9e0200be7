import { fromTables } from '../tables/from-tables.ts';
import type { Dataset, SourceOffset, EpochIterator, Table, TableReader } from '../index.ts';
import { afterRows } from '../tables/part-of-tables.ts';

/** A record of {@link tablesOfSizes}. */
export interface Row {
  readonly id: number;
  readonly value: number;
  readonly vector: Float32Array;
  readonly city: string | null;
  readonly text: string;
}

/** Properties of the tables. */
interface Knowledge {
  /** True if the number of rows is known. */
  readonly known?: boolean;
  /** True if an iterator goes on at an offset, not only at a row. */
  readonly offsets?: boolean;
  /** True if each second table has to be awaited. */
  readonly later?: boolean;
}

const CITIES = ['Rome', 'Oslo', 'Bern'];

/** Tables of so many rows each: `data` has all columns, `numbers` those that fit a batch. */
export function tablesOfSizes(
  sizes: readonly number[],
  { known = false, offsets = false, later = false }: Knowledge = {},
): { data: Dataset<Row>; numbers: Dataset<Pick<Row, 'id' | 'value' | 'vector'>>; records: (epoch: number) => Row[] } {
  const rows = sizes.reduce((sum, size) => sum + size, 0);
  const length = known ? rows : undefined;
  const records = (epoch: number): Row[] => Array.from({ length: rows }, (_, i) => rowOf(epoch, i));
  const tables = (names: readonly (keyof Row)[]): TableReader => ({
    read(epoch, index, offset) {
      if (offset === undefined) return afterRows(iterator(names, epoch, 0), index);
      const at = (offset as { table: number }).table;
      const before = sizes.slice(0, at).reduce((sum, size) => sum + size, 0);
      if (before !== index) throw new Error(`the offset after ${before} rows is not that after ${index}`);
      return iterator(names, epoch, at);
    },
  });
  const iterator = (names: readonly (keyof Row)[], epoch: number, first: number): EpochIterator<Table> => {
    let at = first;
    let delivered = first;
    let row = sizes.slice(0, at).reduce((sum, size) => sum + size, 0);
    const next = (): Table | undefined => {
      if (at >= sizes.length) return undefined;
      const size = sizes[at++]!;
      const table = tableOf(
        names,
        Array.from({ length: size }, (_, i) => rowOf(epoch, row + i)),
        at,
      );
      row += size;
      return table;
    };
    const base = {
      next() {
        const table = next();
        const now = at;
        const arrive = (table: Table | undefined): Table | undefined => {
          delivered = now;
          return table;
        };
        return later && at % 2 === 1 ? Promise.resolve(table).then(arrive) : arrive(table);
      },
    };
    return offsets ? { ...base, offset: (): SourceOffset => ({ table: delivered }) } : base;
  };
  return {
    data: fromTables(tables(['id', 'value', 'vector', 'city', 'text']), { length }),
    numbers: fromTables(tables(['id', 'value', 'vector']), { length }),
    records,
  };
}

function rowOf(epoch: number, i: number): Row {
  const city = i % 4 === 3 ? null : CITIES[(i * 7) % 3]!;
  return { id: i + epoch * 100, value: i / 3, vector: Float32Array.of(i, -i), city, text: `row ${i}` };
}

function tableOf(names: readonly (keyof Row)[], rows: readonly Row[], rotation: number): Table {
  const shape: number[] = [];
  const categories = CITIES.map((_, i) => CITIES[(i + rotation) % 3]!);
  const columns: Record<keyof Row, Table['columns'][string]> = {
    id: { data: Float64Array.from(rows, ({ id }) => id), shape, dtype: 'float32' },
    value: { data: Float64Array.from(rows, ({ value }) => value), shape, dtype: 'float32' },
    vector: { data: Float32Array.from(rows.flatMap(({ vector }) => [...vector])), shape: [2], dtype: 'float32' },
    city: { data: Int32Array.from(rows, ({ city }) => categories.indexOf(city!)), shape, dtype: undefined, categories },
    text: { data: rows.map(({ text }) => text), shape, dtype: undefined },
  };
  return { rows: rows.length, columns: Object.fromEntries(names.map(name => [name, columns[name]])) };
}
