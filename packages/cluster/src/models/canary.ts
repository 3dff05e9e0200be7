import type { Node, Runner } from '@thalweg/graph';
import type { Measure } from '@thalweg/train';
import type { Observable } from 'rxjs';

/** The records on which a version is tried before it is served, and how good it must be there. */
export interface Canary {
  /** The records or batches, as the inputs read them: a dataset, or a stream that ends. While a batch is computed, requests wait. */
  readonly records: Observable<unknown>;
  /** A scalar, averaged over the examples, or a `measure`. */
  readonly metric: Node<readonly []> | Measure<number>;
  /** `'min'`, the default, for a metric that is better if it is smaller, such as a loss; `'max'` for one such as accuracy. */
  readonly mode?: 'min' | 'max' | undefined;
  /** The most by which a version may be worse than the one that is served. */
  readonly worse?: number | undefined;
  /** The worst value that a version may have. */
  readonly limit?: number | undefined;
  /** Computes in place of the interpreter, such as `wasm()`. */
  readonly runner?: Runner | undefined;
}
