import { Dataset } from './dataset.ts';
import { OperableTables } from './internal/operable-tables.ts';
import type { TableReader, TablesOptions } from './reader.ts';

/**
 * Returns a dataset of the rows of tables. Operators that work on columns read the tables; for all others each row becomes a
 * record when it is asked for.
 *
 * - **Record** a number for a scalar cell of a typed array, or a scalar tensor if the column says so; a view of a wider cell;
 *   the text of a category, or `null` where it is missing; any other cell as it is
 */
export function fromTables<T>(tables: TableReader, options: TablesOptions = {}): Dataset<T> {
  const operable = new OperableTables((epoch, index, place) => tables.read(epoch, index, place));
  return new Dataset<T>(operable.reader(options));
}
