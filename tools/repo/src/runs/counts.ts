import type { NeedName } from './needs.mjs';

/** Numbers of tests by their outcome. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** A line for each failure: where, and the first line of its error. */
  readonly failures: readonly string[];
  /** The tests that were skipped because something of the system is missing, by its name. */
  readonly missing: Readonly<Partial<Record<NeedName, readonly string[]>>>;
  /** The number of rows of tables that the run left out. */
  readonly leftOut: number;
}
