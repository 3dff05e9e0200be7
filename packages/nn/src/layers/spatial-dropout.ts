import { sum, type Node } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/author';
import { ShapeError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { DropoutRate } from '../layer-parts/dropout-rate.ts';
import type { SameShapeLayer } from '../layer-parts/layer.ts';
import { dropped, noisy } from '../layer-parts/noisy.ts';

/** Options of {@link spatialDropout}. */
export interface SpatialDropoutOptions {
  /** The seed of its random numbers; 0 by default. */
  readonly seed?: number;
  /** The prefix of the name of its state, `name/counter`: `spatialDropout1`, `spatialDropout2`, … by default. */
  readonly name?: string;
}

/**
 * Dropout of whole channels: in training, sets each channel of each example to 0 with probability `rate` and divides the
 * others by `1 − rate`; otherwise it returns its input. In images, neighbouring elements are alike, so that dropping single
 * ones removes little. Rate, counter and masks are as those of {@link dropout}.
 *
 * - **Shape** `x: [batch, …, channels] → [batch, …, channels]`, with a mask `[batch, 1, …, channels]`
 * - **Gradient** `∂x = ∂y / (1 − rate)` where `x` was kept, else 0; none for the rate
 * - **Throws** `ShapeError` for an input without batch and channels, and the errors of {@link dropout}
 * - **Source** Tompson et al., "Efficient Object Localization Using Convolutional Networks", 2015, §3.2
 *
 * @example
 * input('image', ['batch', 28, 28, 16]).pipe(spatialDropout(0.2)).shape // => ['batch', 28, 28, 16]
 */
export function spatialDropout(rate: DropoutRate, options?: SpatialDropoutOptions): SameShapeLayer {
  const identity = optionsOf('spatialDropout', options, { seed: 0, name: undefined });
  return noisy('spatialDropout', rate, identity, (x, draw) => dropped(x, oneForChannel(x), draw));
}

/** A value with the shape of the masks. Only its shape is used, so no pass computes it. */
function oneForChannel(x: Node): Node {
  const { shape } = nodeOf('spatialDropout', x);
  if (shape.length < 2)
    throw new ShapeError(
      'spatialDropout',
      [shape],
      'the input must have the shape [batch, …, channels]',
      'Try dropout.',
    );
  const axes = shape.slice(1, -1).map((_, i) => i + 1);
  return axes.length === 0 ? x : (sum(x, { axes, keep: true }) as Node);
}
