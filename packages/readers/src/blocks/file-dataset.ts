import { Dataset, type Reader } from '@thalweg/data';
import type { Observable } from 'rxjs';
import type { Schema } from '../schema/schema.ts';
import type { BadRows } from './bad-rows.ts';

/** The parts of a {@link FileDataset} besides its rows. */
export interface FileParts {
  /** Reads the first rows, and returns the columns. */
  readonly schema: () => Promise<Schema>;
  /** The numbers of rows that were left out. */
  readonly badRows: Observable<BadRows>;
}

/** The rows of a file: a dataset whose columns are known when its first rows have been read. */
export class FileDataset<Row> extends Dataset<Row> {
  /** Emits the number of rows that were left out so far, then each new number. Each epoch counts again. It never ends. */
  readonly badRows: Observable<BadRows>;
  readonly #schema: () => Promise<Schema>;

  constructor(reader: Reader<Row>, { schema, badRows }: FileParts) {
    super(reader);
    this.badRows = badRows;
    this.#schema = schema;
  }

  /** The columns with their types. Reads the first rows when it is first asked for. */
  get schema(): Promise<Schema> {
    return this.#schema();
  }
}
