import * as graph from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import type { SameShapeLayer } from '../layer-parts/layer.ts';

// Layers, without a node yet: `image.pipe(dense(128), relu())`. The operations on nodes are in @thalweg/graph: `relu(x)`.

/**
 * The rectifier `max(x, 0)` as a layer.
 * The operation: {@link @thalweg/graph!relu | relu(x)}.
 */
export function relu(): SameShapeLayer {
  return x => graph.relu(x);
}

/**
 * The leaky rectifier as a layer: `x` where `x > 0`, else `slope·x`, with a slope of 0.01 by default.
 * The operation: {@link @thalweg/graph!leakyRelu | leakyRelu(x)}.
 */
export function leakyRelu(options?: graph.LeakyReluOptions): SameShapeLayer {
  optionsOf('leakyRelu', options, { slope: undefined });
  return x => graph.leakyRelu(x, options);
}

/**
 * The exponential linear unit as a layer: `x` where `x > 0`, else `α·(eˣ − 1)`, with α = 1 by default.
 * The operation: {@link @thalweg/graph!elu | elu(x)}.
 */
export function elu(options?: graph.EluOptions): SameShapeLayer {
  optionsOf('elu', options, { alpha: undefined });
  return x => graph.elu(x, options);
}

/**
 * The rectifier with a ceiling, `min(max(x, 0), 6)`, as a layer.
 * The operation: {@link @thalweg/graph!relu6 | relu6(x)}.
 */
export function relu6(): SameShapeLayer {
  return x => graph.relu6(x);
}

/**
 * The continuously differentiable exponential linear unit as a layer: `x` where `x > 0`, else `α·(e^(x/α) − 1)`, with
 * α = 1 by default.
 * The operation: {@link @thalweg/graph!celu | celu(x)}.
 */
export function celu(options?: graph.CeluOptions): SameShapeLayer {
  optionsOf('celu', options, { alpha: undefined });
  return x => graph.celu(x, options);
}

/**
 * The scaled exponential linear unit as a layer: `λ·x` where `x > 0`, else `λ·α·(eˣ − 1)`. After weights by `lecunNormal`, it
 * keeps the mean 0 and the variance 1 from layer to layer. The operation: {@link @thalweg/graph!selu | selu(x)}.
 */
export function selu(): SameShapeLayer {
  return x => graph.selu(x);
}
