/** Options of a test stream whose level moves. */
export interface ShiftOptions {
  /** The seed of all draws: equal seeds produce equal streams. */
  readonly seed: number;
  /** The number of values. */
  readonly length: number;
  /** The first level, and the level after each change. */
  readonly levels: readonly number[];
  /** The number of values before each change, in rising order; one fewer than levels. */
  readonly changes: readonly number[];
  /** The number of values over which a change takes place; 0, at once, by default. */
  readonly width?: number;
  /**
   * The kind of change within the width. `'gradual'`, the default: more and more values have the new level.
   * `'incremental'`: the level itself moves, linearly.
   */
  readonly way?: 'gradual' | 'incremental';
}

/** Defaults of {@link ShiftOptions}. */
export const shiftDefaults = {
  seed: undefined,
  length: undefined,
  levels: undefined,
  changes: undefined,
  width: 0,
  way: 'gradual',
} as const;
