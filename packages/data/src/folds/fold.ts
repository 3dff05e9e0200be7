import type { Dataset } from '../core/dataset.ts';

/** The rows to learn from, and the rows to evaluate on. They have no row in common. */
export interface Fold<T> {
  readonly training: Dataset<T>;
  readonly validation: Dataset<T>;
}
