import { sizeOf, tensor, type Sizes, type Tensor } from '@thalweg/tensor';
import type { Metrics, Measured } from './metrics.ts';
import { nodeOf } from './metric-node.ts';

/** Adds up metrics over batches: means, weighted by the number of examples, and totals. */
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

  /** Returns the measured values; without any batch a mean is NaN and a total 0. */
  result(): Measured<M> {
    const entries = Object.entries(this.#metrics).map(([name, metric], index) => {
      const sums = this.#sums[index]!;
      return [name, 'total' in metric ? tensor(sums, { shape: metric.total.shape as Sizes }) : sums[0]! / this.#rows];
    });
    return Object.fromEntries(entries) as Measured<M>;
  }
}
