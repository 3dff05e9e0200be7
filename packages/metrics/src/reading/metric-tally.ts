import type { Metric, MetricStatistic } from '../metric/metric.ts';
import type { Predictions } from '../metric/predictions.ts';
import { adderTo, type Adder } from './rows.ts';
import { OutcomeReader } from './outcome-reader.ts';

/** Applies metrics to all predictions of a source that ends: exactly, also where that takes memory for every example. */
export class MetricTally {
  readonly #statistics: readonly MetricStatistic<object, unknown>[];
  readonly #reader: OutcomeReader;
  readonly #add: Adder;
  #states: readonly object[];

  /** Errors name the operator, and count what it reads in a unit, such as records. */
  constructor(name: string, unit: string, metrics: readonly Metric<unknown>[]) {
    this.#statistics = metrics.map(metric => metric.ofAll?.() ?? metric);
    this.#reader = new OutcomeReader(name, unit, this.#statistics);
    this.#add = adderTo(this.#statistics);
    this.#states = this.#initial();
  }

  /** Counts predictions that have a number; none of them if one does not fit. */
  add(predictions: Predictions, number: number): void {
    const reader = this.#reader;
    const count = reader.read(predictions, number);
    for (let row = 0; row < count; row++) this.#add(this.#states, reader.rows, row * reader.stride, 1);
  }

  /** Returns the value of each metric. */
  values(): unknown[] {
    return this.#statistics.map((statistic, place) => statistic.value(this.#states[place]!, 1));
  }

  /** Forgets all predictions. */
  clear(): void {
    this.#states = this.#initial();
    this.#reader.previous = 0;
  }

  #initial(): object[] {
    return this.#statistics.map(statistic => statistic.initial());
  }
}
