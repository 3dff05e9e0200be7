import { sizeOf, tensor, type Sizes, type Tensor } from '@thalweg/tensor';
import type { Metrics, Measured } from './metrics.ts';
import { metricNode } from './metric-node.ts';

/** Adds up metrics over batches: means, weighted by the number of examples, and totals. */
export class Tally<M extends Metrics> {
  readonly #metrics: M;
  readonly #sums: readonly Float64Array[];
  #rows = 0;

  constructor(metrics: M) {
    this.#metrics = metrics;
    this.#sums = Object.entries(metrics).map(
      ([name, metric]) => new Float64Array(sizeOf(metricNode(name, metric).shape as Sizes)),
    );
  }

  add(values: readonly Tensor[], rows: number): void {
    this.#rows += rows;
    Object.values(this.#metrics).forEach((metric, index) => {
      const { data } = values[index]!;
      const weight = 'total' in metric ? 1 : rows;
      // The mean of no rows is NaN, which no weight makes harmless.
      if (weight === 0) return;
      const sums = this.#sums[index]!;
      for (let i = 0; i < data.length; i++) sums[i]! += weight * data[i]!;
    });
  }

  /** Returns the number of examples and the measured values; without examples a mean is `undefined` and a total 0. */
  result(): Measured<M> {
    const count = this.#rows;
    const entries = Object.entries(this.#metrics).map(([name, metric], index) => {
      const sums = this.#sums[index]!;
      if ('total' in metric) return [name, tensor(sums, { shape: metric.total.shape as Sizes })];
      return [name, count === 0 ? undefined : sums[0]! / count];
    });
    return { count, ...Object.fromEntries(entries) } as Measured<M>;
  }
}
