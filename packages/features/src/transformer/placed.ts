import type { Table } from '@thalweg/data';
import type { CategoryKey } from '../columns/cells.ts';
import type { FeatureArray, Found } from '../columns/column-transform.ts';

/** A record by the names of its fields. */
export type Fields = Readonly<Record<string, unknown>>;

/** The place of the features of a column: from `at` on among the values of a row, with indices from `offset` on. */
export interface Spot {
  readonly at: number;
  readonly offset: number;
}

/** A column whose features have their places in a row. */
export interface Placed {
  /** Reads the state again, after it has learned. */
  refresh?(): void;
  /** Writes the features of a record to the first row of a block. */
  writeRecord(record: Fields, block: Block): void;
  /**
   * Returns a function that writes the features of rows `from … to − 1` of a table to a block. Rows come in their order, each
   * once.
   */
  tableWriter(table: Table, block: Block): RowsWriter;
}

/** Writes the features of rows `from … to − 1`. */
export type RowsWriter = (from: number, to: number) => void;

/** The features of some rows, and the codes of each ordinal column. */
export interface Block {
  /** For each row `stride` values. */
  readonly values: FeatureArray;
  /** The indices of sparse features, as many as values. */
  readonly indices: Int32Array | undefined;
  readonly stride: number;
  readonly codes: Readonly<Record<string, Int32Array>>;
}

/** The features of the categories of a list, by their codes; those of a missing one come last. */
export interface FoundByCode {
  readonly indices: Int32Array;
  readonly values: Float64Array;
}

/** Finds the feature of each category of a list once, as long as the list stays the same. */
export class ByCode {
  readonly #find: (key: CategoryKey) => Found;
  #categories: readonly string[] | undefined;
  #known: FoundByCode = { indices: new Int32Array(0), values: new Float64Array(0) };
  /** 1 for each code that was looked up. */
  #seen = new Uint8Array(0);

  constructor(find: (key: CategoryKey) => Found) {
    this.#find = find;
  }

  /** Forgets what was found, as when the state has learned. */
  forget(): void {
    this.#categories = undefined;
  }

  /** Returns the features of all codes that are used. A category that no row has is not looked up, as it may be refused. */
  of(categories: readonly string[], codes: Int32Array): FoundByCode {
    const { length } = categories;
    if (this.#categories !== categories) {
      this.#categories = categories;
      this.#known = { indices: new Int32Array(length + 1), values: new Float64Array(length + 1) };
      this.#seen = new Uint8Array(length + 1);
    }
    const seen = this.#seen;
    for (let row = 0; row < codes.length; row++) {
      const code = codes[row]! < 0 ? length : codes[row]!;
      if (seen[code] === 1) continue;
      const { index, value } = this.#find(code === length ? null : categories[code]!);
      this.#known.indices[code] = index;
      this.#known.values[code] = value;
      seen[code] = 1;
    }
    return this.#known;
  }
}
