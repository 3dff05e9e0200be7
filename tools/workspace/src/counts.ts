/** Numbers of tests by their outcome. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** A line for each failure: where, and the first line of its error. */
  readonly failures: readonly string[];
  /** A line for each test that passed after it had failed: where, and the first line of its first error. */
  readonly repeated: readonly string[];
}
