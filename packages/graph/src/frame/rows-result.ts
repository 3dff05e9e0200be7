import type { TypedArray } from '@thalweg/tensor';
import type { Failure } from './failure-of.ts';

/** The result of passes for rows of columns. The next passes overwrite it. */
export interface RowsResult {
  /** The number of passes that succeeded: those for the first rows, but for those left out. */
  readonly taken: number;
  /** For each output its values in those passes, one after another. */
  readonly columns: readonly TypedArray[];
  /** The error that the pass after them failed with. */
  readonly failure: Failure | undefined;
  /** The number of rows left out because an output was not finite, and why the last of them was. */
  readonly skipped: number;
  readonly skip: Failure | undefined;
}
