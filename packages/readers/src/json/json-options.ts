import type { ColumnsOptions } from '../schema/columns-options.ts';

/** The options that {@link json} and {@link jsonLines} share. */
export interface JsonRowOptions extends ColumnsOptions {
  /** The name of the source in messages; its path, address or file name by default. */
  readonly name?: string;
  /** The texts that stand for a missing value; none by default. `null` and a field that is not there are missing anyway. */
  readonly missing?: readonly string[];
  /** The number of rows whose fields are the columns, and from which types are inferred, in JSON lines of the first 16 MiB at most; 1000 by default. */
  readonly inferRows?: number;
  /** Fails at a row that is no object, or has a value or a field that does not fit, the default; or leaves it out and counts it in `badRows`. */
  readonly badRows?: 'fail' | 'skip';
}

/** Options of {@link jsonLines}. */
export interface JsonLinesOptions extends JsonRowOptions {
  /** The most bytes of a line; 2²⁴ by default. */
  readonly maxRowBytes?: number;
}

/** Options of {@link json}. */
export interface JsonOptions extends JsonRowOptions {
  /** The fields that lead to the array of rows: `'nodes'`, `['result', 'rows']`; by default the file is the array. */
  readonly at?: string | readonly string[];
  /** The most bytes of the file, decompressed; 2²⁷ by default. All of them lie in memory. */
  readonly maxBytes?: number;
}
