import * as graph from '@thalweg/graph';
import type { SameShapeLayer } from './layer.ts';

// The activations as layers: `image.pipe(dense(128), relu())`.

/** Rectifier `max(x, 0)`. */
export function relu(): SameShapeLayer {
  return x => graph.relu(x);
}

/** Leaky rectifier: `x` where `x > 0`, else `slope·x`, with a slope of 0.01 by default. */
export function leakyRelu(options?: graph.LeakyReluOptions): SameShapeLayer {
  return x => graph.leakyRelu(x, options);
}

/** Exponential linear unit: `x` where `x > 0`, else `α·(eˣ − 1)`, with α = 1 by default. */
export function elu(options?: graph.EluOptions): SameShapeLayer {
  return x => graph.elu(x, options);
}

/** Gaussian error linear unit `x·Φ(x)`: exact, or approximated by tanh. */
export function gelu(options?: graph.GeluOptions): SameShapeLayer {
  return x => graph.gelu(x, options);
}

/** Sigmoid linear unit `x·sigmoid(x)`, also called swish. */
export function silu(): SameShapeLayer {
  return x => graph.silu(x);
}

/** Softplus `ln(1 + eˣ)`. */
export function softplus(): SameShapeLayer {
  return x => graph.softplus(x);
}

/** Logistic function `1/(1 + e⁻ˣ)`. */
export function sigmoid(): SameShapeLayer {
  return x => graph.sigmoid(x);
}

/** Hyperbolic tangent. */
export function tanh(): SameShapeLayer {
  return x => graph.tanh(x);
}

/** Softmax along the last axis. */
export function softmax(): SameShapeLayer {
  return x => graph.softmax(x);
}
