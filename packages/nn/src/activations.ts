import * as graph from '@thalweg/graph';
import type { SameShapeLayer } from './layer.ts';

// The activations as layers: `image.pipe(dense(128), relu())`.

/** Rectifier `max(x, 0)`. */
export function relu(): SameShapeLayer {
  return x => graph.relu(x);
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
