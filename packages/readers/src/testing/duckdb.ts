import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBInstance,
  DuckDBIntervalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
  DuckDBUUIDValue,
  type DuckDBValue,
} from '@duckdb/node-api';

/** DuckDB, an independent reader and writer of files. */
export interface DuckDB {
  run(sql: string): Promise<void>;
  /** Returns the rows of a query, with the cells that a reader of ours gives. */
  rows(sql: string): Promise<Record<string, unknown>[]>;
  /** Returns the columns of a query, as DuckDB gives them. */
  columns(sql: string): Promise<unknown[][]>;
}

/** Opens a database in memory. */
export async function duckdb(): Promise<DuckDB> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run("SET TimeZone = 'UTC'");
  return {
    run: async sql => void (await connection.run(sql)),
    columns: async sql => (await connection.runAndReadAll(sql)).getColumns(),
    async rows(sql) {
      const reader = await connection.runAndReadAll(sql);
      const names = reader.columnNames();
      // A missing number, or a missing time of a column, is NaN.
      const isNumber = reader
        .columnTypes()
        .map(type => /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|DATE|TIME.*|DECIMAL.*)$/.test(String(type)));
      return reader
        .getRows()
        .map(row =>
          Object.fromEntries(row.map((value, i) => [names[i]!, value === null && isNumber[i] ? NaN : cell(value)])),
        );
    },
  };
}

function cell(value: DuckDBValue): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof DuckDBDateValue) return value.days * 86_400_000;
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) return scaled(value.micros, -3);
  if (value instanceof DuckDBTimestampNanosecondsValue) return scaled(value.nanos, -6);
  if (value instanceof DuckDBTimestampMillisecondsValue) return Number(value.millis);
  if (value instanceof DuckDBTimestampSecondsValue) return Number(value.seconds) * 1000;
  if (value instanceof DuckDBTimeValue) return scaled(value.micros, -3);
  if (value instanceof DuckDBDecimalValue) return Number(String(value));
  if (value instanceof DuckDBUUIDValue) return String(value);
  if (value instanceof DuckDBBlobValue) return Uint8Array.from(value.bytes);
  if (value instanceof DuckDBIntervalValue)
    return { months: value.months, days: value.days, milliseconds: scaled(value.micros, -3) };
  if (value instanceof DuckDBListValue) return value.items.map(cell);
  if (value instanceof DuckDBStructValue)
    return Object.fromEntries(Object.entries(value.entries).map(([name, part]) => [name, cell(part)]));
  if (value instanceof DuckDBMapValue)
    return Object.fromEntries(value.entries.map(({ key, value: part }) => [String(cell(key)), cell(part)]));
  return value;
}

/** The number nearest to units divided by a power of ten. */
function scaled(units: bigint, exponent: number): number {
  return Number(`${units}e${exponent}`);
}
