import { sizeOf, tensor, type Sizes, type Tensor } from '@thalweg/tensor';
import type { MeasureTally } from './measures/measure-parts.ts';
import type { Metrics, Measured } from './metrics.ts';
import type { TallyPlan } from './tally-plan.ts';

/** Adds up metrics over batches: means, weighted by the number of examples, totals, and measures. */
export class Tally<M extends Metrics> {
  readonly #plan: TallyPlan;
  readonly #sums: readonly Float64Array[];
  readonly #measured: MeasureTally | undefined;
  #rows = 0;
  #batches = 0;

  constructor(plan: TallyPlan) {
    const { outputs, entries } = plan;
    this.#plan = plan;
    const measures = entries.flatMap(entry => (entry.kind === 'measure' ? [entry.measure] : []));
    this.#measured = measures[0]?.together('evaluate', { unit: 'record', measures, outputs });
    this.#sums = entries.map(entry =>
      entry.kind === 'measure' ? NONE : new Float64Array(sizeOf(outputs.nodes[entry.output]!.shape as Sizes)),
    );
  }

  /** Adds the outputs of a pass. Throws `DataError` for what does not fit a metric, and counts nothing of it then. */
  add(values: readonly Tensor[], rows: number): void {
    this.#measured?.add(values, this.#batches++);
    this.#rows += rows;
    this.#plan.entries.forEach((entry, index) => {
      if (entry.kind === 'measure') return;
      const { data } = values[entry.output]!;
      const weight = entry.kind === 'total' ? 1 : rows;
      // The mean of no rows is NaN, which no weight makes harmless.
      if (weight === 0) return;
      const sums = this.#sums[index]!;
      for (let i = 0; i < data.length; i++) sums[i]! += weight * data[i]!;
    });
  }

  /** Returns the number of examples and the measured values; without examples a number is `undefined` and a total 0. */
  result(): Measured<M> {
    const count = this.#rows;
    const { outputs, entries } = this.#plan;
    const measured = this.#measured?.values();
    const values = entries.map((entry, index) => {
      const sums = this.#sums[index]!;
      if (entry.kind === 'total')
        return [entry.name, tensor(sums, { shape: outputs.nodes[entry.output]!.shape as Sizes })];
      const value = entry.kind === 'measure' ? measured!.get(entry.measure) : sums[0]! / count;
      return [entry.name, count === 0 && typeof value === 'number' ? undefined : value];
    });
    return { count, ...Object.fromEntries(values) } as Measured<M>;
  }
}

const NONE = /* @__PURE__ */ new Float64Array(0);
