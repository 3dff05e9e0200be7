/** The passes of a `precompiled()` runner: those that its modules had plans for, and the others. */
export interface Coverage {
  /** The number of passes that compiled plans computed, or of steps for rows. */
  readonly compiled: number;
  /** The number of passes that were interpreted as no plan covers them. */
  readonly interpreted: number;
  /** The reasons why no plan covers them, in words, each once. */
  readonly missing: readonly string[];
}
