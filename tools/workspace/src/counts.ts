/** Numbers of tests by their outcome. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** A line for each failure: where, and the first line of its error. */
  readonly failures: readonly string[];
  /** The tests that were skipped because something of the system is missing, by its name. */
  readonly missing: Readonly<Record<string, readonly string[]>>;
}
