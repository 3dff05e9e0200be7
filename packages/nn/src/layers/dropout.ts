import { optionsOf } from '@thalweg/tensor/engine';
import type { DropoutRate } from '../layer-parts/dropout-rate.ts';
import type { SameShapeLayer } from '../layer-parts/layer.ts';
import { dropped, noisy } from '../layer-parts/noisy.ts';

/** Options of {@link dropout}. */
export interface DropoutOptions {
  /** The seed of its random numbers; 0 by default. */
  readonly seed?: number;
  /** The prefix of the name of its state, `name/counter`: `dropout1`, `dropout2`, … by default. */
  readonly name?: string;
}

/**
 * In training, sets each element to 0 with probability `rate` and divides the others by `1 − rate`; otherwise it
 * returns its input. Its counter is a state that only steps increase, so every step has another mask. Each application
 * of the layer has its own masks. The rate may change while a run goes on.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y / (1 − rate)` where `x` was kept, else 0; none for the rate
 * - **Throws** `ContractError` for a rate outside of [0, 1), `GraphError` for a node that is no scalar; `NumericError` in a
 *   pass if a node has such a rate; `DtypeError` if x is no float
 * - **Stream errors** `ContractError` in the step after a stream emits such a rate
 * - **Source** Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", 2014
 *
 * @example
 * const rate = input('rate', []);
 * rate.set(0.2);
 * const y = input('x', ['batch', 4]).pipe(dense(8), dropout(rate)); // rate.set(0.5) holds from the next step on
 */
export function dropout(rate: DropoutRate, options?: DropoutOptions): SameShapeLayer {
  const identity = optionsOf('dropout', options, { seed: 0, name: undefined });
  return noisy('dropout', rate, identity, (x, draw) => dropped(x, x, draw));
}
