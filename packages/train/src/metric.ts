import type { Node } from '@thalweg/graph';
import { tensor, type Shape, type Sizes, type Tensor } from '@thalweg/tensor';

/** A value that is added up over the batches of an evaluation instead of averaged: a count, a confusion matrix. */
export interface Total<S extends Shape = Shape> {
  readonly total: Node<S>;
}

/** What an evaluation measures: a scalar node is averaged over the examples, a {@link total} added up. */
export type Metrics = Readonly<Record<string, Node<readonly []> | Total>>;

/** What an evaluation gives. */
export type Measured<M extends Metrics> = { readonly [K in keyof M]: M[K] extends Total<infer S> ? Tensor<S> : number };

/** Adds a node's values up over the batches of an evaluation. */
export function total<S extends Shape>(node: Node<S>): Total<S> {
  return { total: node };
}

/** The node that a metric is computed by. */
export function nodeOf(metric: Metrics[string]): Node {
  return ('total' in metric ? metric.total : metric) as Node;
}

/** Means, weighted by the number of examples, and totals of metrics over batches. */
export class Tally<M extends Metrics> {
  readonly #metrics: M;
  readonly #sums: Float64Array[] = [];
  #shapes: Sizes[] = [];
  #rows = 0;

  constructor(metrics: M) {
    this.#metrics = metrics;
  }

  add(values: readonly Tensor[], rows: number): void {
    this.#rows += rows;
    Object.values(this.#metrics).forEach((metric, index) => {
      const { data, shape } = values[index]!;
      const weight = 'total' in metric ? 1 : rows;
      const sums = (this.#sums[index] ??= new Float64Array(data.length));
      this.#shapes[index] = shape as Sizes;
      for (let i = 0; i < data.length; i++) sums[i]! += weight * data[i]!;
    });
  }

  /** What was measured; the mean of nothing is NaN. */
  result(): Measured<M> {
    const entries = Object.entries(this.#metrics).map(([name, metric], index) => {
      const sums = this.#sums[index] ?? new Float64Array(1);
      return [name, 'total' in metric ? tensor(sums, { shape: this.#shapes[index] ?? [] }) : sums[0]! / this.#rows];
    });
    return Object.fromEntries(entries) as Measured<M>;
  }
}
