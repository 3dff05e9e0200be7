import type { Aborting } from './fitting.ts';

/** Options of `fit` of a `ColumnTransformer`. */
export interface FitOptions {
  /** Ends the fit, which then rejects with the signal's reason and changes nothing. */
  readonly signal?: Aborting;
  /** The names of the columns that are fitted, all by default. The others keep what they have learned. */
  readonly columns?: readonly string[];
}
