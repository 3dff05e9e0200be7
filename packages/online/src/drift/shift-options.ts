/** How the level of a test stream moves. */
export interface ShiftOptions {
  /** The seed of all draws: equal seeds give equal streams. */
  readonly seed: number;
  /** How many values the stream has. */
  readonly length: number;
  /** The level to begin with, and the one after each change. */
  readonly levels: readonly number[];
  /** How many values come before each change begins, in rising order; one fewer than levels. */
  readonly changes: readonly number[];
  /** Over so many values a change takes place; 0, at once, by default. */
  readonly width?: number;
  /**
   * What happens within the width. `'gradual'`, the default: more and more values are of the new level. `'incremental'`: the
   * level itself moves, in a line.
   */
  readonly way?: 'gradual' | 'incremental';
}
