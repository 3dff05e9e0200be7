import type { BinOptions } from './bin-options.ts';

/** Options of `rocAuc`. */
export interface RocAucOptions extends BinOptions {
  /** The number of classes; 2 by default. */
  readonly classes?: number;
  /** For more than two classes: each against the rest, the default, or each against each other one. */
  readonly multiClass?: 'oneVsRest' | 'oneVsOne';
  /** For more than two classes: `'macro'`, the default, is the mean; `'weighted'` weighs by how often classes were true. */
  readonly average?: 'macro' | 'weighted';
}
