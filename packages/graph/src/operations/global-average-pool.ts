import type { Shape } from '@thalweg/tensor';
import { type Node, nodeOf } from '../node/node.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { spatialAxes } from '../shape/pooling.ts';
import { mean } from './mean.ts';

/** The shape of one element for each channel. */
export type GloballyPooled<S extends Shape> = S extends readonly [
  infer Batch extends number | string,
  ...(readonly [unknown] | readonly [unknown, unknown]),
  infer C extends number | string,
]
  ? readonly [Batch, C]
  : Shape;

/**
 * The mean of all elements of each channel: over all axes between the first and the last, one or two of them.
 * As a layer: {@link @thalweg/nn!globalAveragePool | globalAveragePool()}.
 *
 * - **Shape** `x: [batch, height, width, channels]` or `[batch, length, channels] → [batch, channels]`
 * - **Gradient** `∂x = ∂y / n`, broadcast back, by composition
 * - **Throws** `ShapeError` for an input of another rank, `DtypeError` if it is no float
 *
 * @example
 * const x = constant([[[1], [5], [3]]]);
 * read(globalAveragePool(x)).toArray() // => [[3]]
 */
export function globalAveragePool<S extends Shape>(x: Node<S>): Node<GloballyPooled<S>> {
  const { shape, dtype } = nodeOf('globalAveragePool', x as Node);
  const axes = Array.from({ length: spatialAxes('globalAveragePool', shape) }, (_, axis) => axis + 1);
  sameFloats('globalAveragePool')([dtype]);
  return mean(x as Node, { axes }) as Node as Node<GloballyPooled<S>>;
}
