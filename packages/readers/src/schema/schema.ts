import type { ColumnType } from './column-type.ts';
import { knownColumn } from './known-column.ts';

/** A column in a schema. */
export interface SchemaColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** True if a missing value is known, or has been seen among the rows that the types were inferred from. */
  readonly missing?: boolean;
}

/**
 * The columns of a table, in order, with their types. Its text is a list to print.
 *
 * @example
 * String(new Schema('cars.csv', [{ name: 'model', type: 'text' }, { name: 'mpg', type: 'number', missing: true }])) // => 'model  text\nmpg    number, missing values'
 */
export class Schema implements Iterable<SchemaColumn> {
  /** The file or stream that the columns are of. */
  readonly source: string;
  readonly columns: readonly SchemaColumn[];

  constructor(source: string, columns: readonly SchemaColumn[]) {
    this.source = source;
    this.columns = columns;
  }

  /** The names of the columns, in order. */
  get names(): readonly string[] {
    return this.columns.map(({ name }) => name);
  }

  /**
   * Returns the column of a name.
   *
   * - **Throws** `DataError` if there is none, with the name that was meant
   */
  column(name: string): SchemaColumn {
    const at = this.names.indexOf(knownColumn(this.source, name, this.names));
    return this.columns[at]!;
  }

  /** Returns the columns, one after another. */
  [Symbol.iterator](): Iterator<SchemaColumn> {
    return this.columns[Symbol.iterator]();
  }

  /** Returns one line a column: its name, its type, and whether values are missing. */
  toString(): string {
    const width = Math.max(0, ...this.names.map(name => name.length));
    return this.columns
      .map(({ name, type, missing }) => `${name.padEnd(width)}  ${type}${missing === true ? ', missing values' : ''}`)
      .join('\n');
  }
}
