import type { Dataset } from '../dataset.ts';
import type { Reader } from '../reader.ts';

/** Returns a reader of the rows from row `from` to row `to − 1` of tables of one epoch; `undefined` for a dataset without them. */
export function partOfTables<T>(
  { reader, epochs }: Dataset<T>,
  from: number,
  to: number,
  length: number | undefined,
): Reader<T> | undefined {
  if (reader.tables === undefined || reader.openRun !== undefined || epochs > 1) return undefined;
  return reader.tables.part(from, to).reader({ length });
}
