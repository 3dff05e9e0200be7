import type { Stateful } from '../state/stateful.ts';
import type { Outcome } from '../learn/outcome.ts';
import type { Metric } from '@thalweg/metrics';

/** Metrics by name, or a single one with its own name. */
export type MetricOrMetrics = Metric<unknown> | Readonly<Record<string, Metric<unknown>>>;

/** The values of metrics after an outcome. */
export interface Measurement<M extends MetricOrMetrics> {
  /** The step of the outcome; 0 before the first. */
  readonly step: number;
  /** The number of examples since the beginning. */
  readonly count: number;
  /** The values by name. */
  readonly metrics: ValuesOf<M>;
}

/** The values of metrics by their names. */
export type ValuesOf<M extends MetricOrMetrics> =
  M extends Metric<infer V, infer N>
    ? { readonly [K in N]: V }
    : { readonly [K in keyof M]: M[K] extends Metric<infer V> ? V : never };

/** An operator that measures, whose state can be saved and restored. */
export interface Measuring<M extends MetricOrMetrics> extends Stateful<Outcome, Measurement<M>> {
  /** Returns the present values, also between two emissions. */
  now(): Measurement<M>;
}

/** Options for the emissions of a measuring operator. */
export interface EmissionOptions {
  /**
   * The number of outcomes between two emissions, 1 by default. With `Infinity`, the values are emitted once, when the source
   * completes; until then, {@link Measuring.now} computes them.
   */
  readonly every?: number;
}
