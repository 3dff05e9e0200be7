import { Dataset, type Reader } from '@thalweg/data';
import type { FieldValue } from './field-value.ts';
import type { Schema } from './schema.ts';

/** A dataset of the rows of a table whose columns are known before it is read. */
export class TableDataset<Row = Record<string, FieldValue>> extends Dataset<Row> {
  /** The columns that are read, with their types. */
  readonly schema: Schema;

  constructor(reader: Reader<Row>, schema: Schema) {
    super(reader);
    this.schema = schema;
  }
}
