import type { ColumnsOptions } from '../schema/columns-options.ts';

/** Options of {@link csv} and {@link tsv}. */
export interface CsvOptions extends ColumnsOptions {
  /** The name of the source in messages; its path, address or file name by default. */
  readonly name?: string;
  /**
   * True, the default, if the first row holds the names of the columns. Without such a row, give the names; `false` names the
   * columns `column1`, `column2` and so on.
   */
  readonly header?: boolean | readonly string[];
  /** The letter between two cells; `','` by default, a tab for `tsv`. */
  readonly delimiter?: string;
  /** The letter around cells that hold delimiters, quotes or lines; `'"'` by default, `false` for none. */
  readonly quote?: string | false;
  /** The letter that begins a line to leave out; none by default. */
  readonly comment?: string;
  /**
   * The encoding of the file, a label of the Encoding Standard such as `'windows-1252'`; UTF-8 by default, and UTF-16 where a byte
   * order mark says so.
   */
  readonly encoding?: string;
  /** The number of lines to leave out before the header; 0 by default. */
  readonly skipLines?: number;
  /** The texts that stand for a missing cell, quoted or not; `['']` by default. */
  readonly missing?: readonly string[];
  /** The number of rows from which types are inferred, of the first 16 MiB at most; 1000 by default. `Infinity` reads all rows before the first is delivered. */
  readonly inferRows?: number;
  /** Fails at a row that has too few or too many cells, a wrong quote or a cell that does not fit, the default; or leaves it out and counts it in `badRows`. */
  readonly badRows?: 'fail' | 'skip';
  /** The most bytes of a row, which stops a quote that is never closed; 2²⁴ by default. */
  readonly maxRowBytes?: number;
}
