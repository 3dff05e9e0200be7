import { matmul, type Node } from '@thalweg/graph';
import type { Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { attentionWeights } from './attention-weights.ts';

/** Options of {@link attention}. */
export interface AttentionOptions {
  /** If true, a query sees its own position and those before it. False by default. */
  readonly causal?: boolean;
  /** A bool node, true where a query may see a key. It broadcasts to `[...lead, queries, keys]`. */
  readonly mask?: Node;
}

/** The shape of values for each query. */
type Attended<Q extends Shape, V extends Shape> = Q extends readonly [...infer Lead extends Shape, unknown]
  ? V extends readonly [...unknown[], infer Width extends number | string]
    ? readonly [...Lead, Width]
    : Shape
  : Shape;

/**
 * Scaled dot-product attention `softmax(q·kᵀ/√width)·v`: for each query the mean of the values, weighted by how well their
 * keys fit. Heads are a leading axis like any other. A query that may see no key returns zeros, and its gradients are zeros.
 *
 * - **Shape** `q: [...lead, queries, width], k: [...lead, keys, width], v: [...lead, keys, size] → [...lead, queries, size]`;
 *   leading axes broadcast
 * - **Throws** `ShapeError` when the node is built, for other shapes, and for `causal` if there are not as many keys as queries;
 *   `DtypeError` for queries that are no floats and for a mask that is not bool
 * - **Source** Vaswani et al., "Attention Is All You Need", 2017, eq. 1
 *
 * @example
 * const word = constant([[1, 0], [0, 1]]);
 * read(attention(word, word, constant([[6], [8]]), { causal: true })).toArray()[0] // => [6]
 */
export function attention<Q extends Shape, V extends Shape>(
  q: Node<Q>,
  k: Node,
  v: Node<V>,
  options?: AttentionOptions,
): Node<Attended<Q, V>> {
  const seen = optionsOf('attention', options, { causal: false, mask: undefined });
  return matmul<Shape, Shape>(attentionWeights(q as Node, k, seen), v as Node) as Node as Node<Attended<Q, V>>;
}
