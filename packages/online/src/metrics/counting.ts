import type { MetricStatistic } from '@thalweg/metrics';
import type { StateCheck } from '../state/state-check.ts';
import type { OtherMetrics } from './other-metrics.ts';

/** Counts the examples of an operator. */
export interface Counting<S extends object> {
  /** The statistics that read examples, one for each metric in their order. */
  readonly statistics: readonly MetricStatistic<object, unknown>[];
  /** Returns the state besides the {@link Course}, before any example. */
  initial(): S;
  /** Checks a restored state besides the {@link Course}. */
  check(state: S, is: StateCheck): void;
  /** Counts an example: the number of each statistic, its target and its weight are in `rows` from `at` on. */
  add(state: S, rows: Float64Array, at: number): void;
  /**
   * Returns a state that was saved with other metrics or settings as one of the present ones. The states of metrics are in
   * their present order already. By default only the metrics may differ.
   */
  evolve?(state: S, change: OtherMetrics): S;
  /** Returns the value of the metric at a place. */
  value(state: S, place: number): unknown;
}
