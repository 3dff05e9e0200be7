import type { Node } from '@thalweg/graph';
import { ShapeError, sizeOf, tensor, type Shape, type Sizes, type Tensor } from '@thalweg/tensor';

/** A value that is added up over the batches of an evaluation instead of averaged: a count, a confusion matrix. */
export interface Total<S extends Shape = Shape> {
  readonly total: Node<S>;
}

/** What an evaluation measures: a scalar node is averaged over the examples, a {@link total} added up. */
export type Metrics = Readonly<Record<string, Node<readonly []> | Total>>;

/** What an evaluation gives. */
export type Measured<M extends Metrics> = { readonly [K in keyof M]: M[K] extends Total<infer S> ? Tensor<S> : number };

/**
 * Adds a node's values up over the batches of an evaluation.
 *
 * - **Throws** `ShapeError` if its shape is not the same for all batches
 */
export function total<S extends Shape>(node: Node<S>): Total<S> {
  if (node.shape.some(length => typeof length === 'string'))
    throw new ShapeError(
      'total',
      [node.shape],
      'the shape must be the same for all batches',
      'Sum over the batch first.',
    );
  return { total: node };
}

/** The node that a metric is computed by. */
export function nodeOf(name: string, metric: Metrics[string]): Node {
  if ('total' in metric) return metric.total as Node;
  if (metric.shape.length > 0)
    throw new ShapeError('evaluate', [metric.shape], `${name} must be a scalar`, 'Take its mean, or its total.');
  return metric as Node;
}

/** Means, weighted by the number of examples, and totals of metrics over batches. */
export class Tally<M extends Metrics> {
  readonly #metrics: M;
  readonly #sums: readonly Float64Array[];
  #rows = 0;

  constructor(metrics: M) {
    this.#metrics = metrics;
    this.#sums = Object.entries(metrics).map(
      ([name, metric]) => new Float64Array(sizeOf(nodeOf(name, metric).shape as Sizes)),
    );
  }

  add(values: readonly Tensor[], rows: number): void {
    this.#rows += rows;
    Object.values(this.#metrics).forEach((metric, index) => {
      const { data } = values[index]!;
      const weight = 'total' in metric ? 1 : rows;
      const sums = this.#sums[index]!;
      for (let i = 0; i < data.length; i++) sums[i]! += weight * data[i]!;
    });
  }

  /** What was measured; the mean of nothing is NaN, its total 0. */
  result(): Measured<M> {
    const entries = Object.entries(this.#metrics).map(([name, metric], index) => {
      const sums = this.#sums[index]!;
      return [name, 'total' in metric ? tensor(sums, { shape: metric.total.shape as Sizes }) : sums[0]! / this.#rows];
    });
    return Object.fromEntries(entries) as Measured<M>;
  }
}
