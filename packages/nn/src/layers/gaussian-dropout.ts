import { add, div, mul, normalLike, sqrt, sub, type Node } from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import type { DropoutRate } from '../layer-parts/dropout-rate.ts';
import type { SameShapeLayer } from '../layer-parts/layer.ts';
import { noisy, type Draw } from '../layer-parts/noisy.ts';

/** Options of {@link gaussianDropout}. */
export interface GaussianDropoutOptions {
  /** The seed of its random numbers; 0 by default. */
  readonly seed?: number;
  /** The prefix of the name of its state, `name/counter`: `gaussianDropout1`, `gaussianDropout2`, … by default. */
  readonly name?: string;
}

/**
 * In training, multiplies each element by a normal number with mean 1 and variance `rate / (1 − rate)`, which is the
 * variance of the factors of {@link dropout}; otherwise it returns its input. Rate, counter and draws are as those of
 * dropout.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y · factor`; none for the rate
 * - **Throws** the errors of {@link dropout}
 * - **Source** Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", 2014, §10; Box and
 *   Muller, "A Note on the Generation of Random Normal Deviates", 1958, for the normal numbers
 */
export function gaussianDropout(rate: DropoutRate, options?: GaussianDropoutOptions): SameShapeLayer {
  const identity = optionsOf('gaussianDropout', options, { seed: 0, name: undefined });
  return noisy(
    'gaussianDropout',
    rate,
    identity,
    (x, draw) => mul(x, add(1, mul(deviationOf(draw), normalLike(x, draw.key, draw.counter)))) as Node,
  );
}

function deviationOf({ rate }: Draw): number | Node {
  return typeof rate === 'number' ? Math.sqrt(rate / (1 - rate)) : (sqrt(div(rate, sub(1, rate))) as Node);
}
