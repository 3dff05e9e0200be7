import * as graph from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import type { SameShapeLayer } from '../layer.ts';

// Layers, without a node yet: `image.pipe(dense(128), relu())`. Of a node they are in @thalweg/graph: `relu(x)`.

/**
 * The rectifier `max(x, 0)` as a layer.
 * Of a node: {@link @thalweg/graph!relu | relu(x)}.
 */
export function relu(): SameShapeLayer {
  return x => graph.relu(x);
}

/**
 * The leaky rectifier as a layer: `x` where `x > 0`, else `slope·x`, with a slope of 0.01 by default.
 * Of a node: {@link @thalweg/graph!leakyRelu | leakyRelu(x)}.
 */
export function leakyRelu(options?: graph.LeakyReluOptions): SameShapeLayer {
  optionsOf('leakyRelu', options, { slope: undefined });
  return x => graph.leakyRelu(x, options);
}

/**
 * The exponential linear unit as a layer: `x` where `x > 0`, else `α·(eˣ − 1)`, with α = 1 by default.
 * Of a node: {@link @thalweg/graph!elu | elu(x)}.
 */
export function elu(options?: graph.EluOptions): SameShapeLayer {
  optionsOf('elu', options, { alpha: undefined });
  return x => graph.elu(x, options);
}

/**
 * The Gaussian error linear unit `x·Φ(x)` as a layer: exact, or approximated by tanh.
 * Of a node: {@link @thalweg/graph!gelu | gelu(x)}.
 */
export function gelu(options?: graph.GeluOptions): SameShapeLayer {
  optionsOf('gelu', options, { approximate: undefined });
  return x => graph.gelu(x, options);
}

/**
 * The sigmoid linear unit `x·sigmoid(x)`, also called swish, as a layer.
 * Of a node: {@link @thalweg/graph!silu | silu(x)}.
 */
export function silu(): SameShapeLayer {
  return x => graph.silu(x);
}

/**
 * Softplus `ln(1 + eˣ)` as a layer.
 * Of a node: {@link @thalweg/graph!softplus | softplus(x)}.
 */
export function softplus(): SameShapeLayer {
  return x => graph.softplus(x);
}

/**
 * The logistic function `1/(1 + e⁻ˣ)` as a layer.
 * Of a node: {@link @thalweg/graph!sigmoid | sigmoid(x)}.
 */
export function sigmoid(): SameShapeLayer {
  return x => graph.sigmoid(x);
}

/**
 * The hyperbolic tangent as a layer.
 * Of a node: {@link @thalweg/graph!tanh | tanh(x)}.
 */
export function tanh(): SameShapeLayer {
  return x => graph.tanh(x);
}

/**
 * Softmax along the last axis as a layer.
 * Of a node: {@link @thalweg/graph!softmax | softmax(x)}.
 */
export function softmax(): SameShapeLayer {
  return x => graph.softmax(x);
}
