import * as graph from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import type { SameShapeLayer } from '../layer-parts/layer.ts';

// Layers, without a node yet: `image.pipe(dense(128), relu())`. The operations on nodes are in @thalweg/graph: `relu(x)`.

/**
 * The Gaussian error linear unit `x·Φ(x)` as a layer: exact, or approximated by tanh.
 * The operation: {@link @thalweg/graph!gelu | gelu(x)}.
 */
export function gelu(options?: graph.GeluOptions): SameShapeLayer {
  optionsOf('gelu', options, { approximate: undefined });
  return x => graph.gelu(x, options);
}

/**
 * The sigmoid linear unit `x·sigmoid(x)`, also called swish, as a layer.
 * The operation: {@link @thalweg/graph!silu | silu(x)}.
 */
export function silu(): SameShapeLayer {
  return x => graph.silu(x);
}

/**
 * Mish `x·tanh(ln(1 + eˣ))` as a layer.
 * The operation: {@link @thalweg/graph!mish | mish(x)}.
 */
export function mish(): SameShapeLayer {
  return x => graph.mish(x);
}

/**
 * The sigmoid linear unit in three pieces, `x·min(max(x + 3, 0), 6)/6`, as a layer.
 * The operation: {@link @thalweg/graph!hardSwish | hardSwish(x)}.
 */
export function hardSwish(): SameShapeLayer {
  return x => graph.hardSwish(x);
}

/**
 * Softplus `ln(1 + eˣ)` as a layer.
 * The operation: {@link @thalweg/graph!softplus | softplus(x)}.
 */
export function softplus(): SameShapeLayer {
  return x => graph.softplus(x);
}

/**
 * The logistic function `1/(1 + e⁻ˣ)` as a layer.
 * The operation: {@link @thalweg/graph!sigmoid | sigmoid(x)}.
 */
export function sigmoid(): SameShapeLayer {
  return x => graph.sigmoid(x);
}

/**
 * The logistic function in three straight pieces, `min(max(x + 3, 0), 6)/6`, as a layer.
 * The operation: {@link @thalweg/graph!hardSigmoid | hardSigmoid(x)}.
 */
export function hardSigmoid(): SameShapeLayer {
  return x => graph.hardSigmoid(x);
}

/**
 * The logarithm of the logistic function, `−ln(1 + e⁻ˣ)`, as a layer.
 * The operation: {@link @thalweg/graph!logSigmoid | logSigmoid(x)}.
 */
export function logSigmoid(): SameShapeLayer {
  return x => graph.logSigmoid(x);
}

/**
 * Softsign `x/(1 + |x|)` as a layer.
 * The operation: {@link @thalweg/graph!softsign | softsign(x)}.
 */
export function softsign(): SameShapeLayer {
  return x => graph.softsign(x);
}

/**
 * The hyperbolic tangent as a layer.
 * The operation: {@link @thalweg/graph!tanh | tanh(x)}.
 */
export function tanh(): SameShapeLayer {
  return x => graph.tanh(x);
}

/**
 * Softmax along the last axis as a layer.
 * The operation: {@link @thalweg/graph!softmax | softmax(x)}.
 */
export function softmax(): SameShapeLayer {
  return x => graph.softmax(x);
}
