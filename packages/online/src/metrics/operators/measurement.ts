import type { Stateful } from '../../state/stateful.ts';
import type { Outcome } from '../../outcome.ts';
import type { Metric } from '../metric.ts';

/** Metrics by name, or one that is known by its own. */
export type MetricOrMetrics = Metric<unknown> | Readonly<Record<string, Metric<unknown>>>;

/** What is measured after an outcome. */
export interface Measurement<M extends MetricOrMetrics> {
  /** The step of the outcome; 0 before the first. */
  readonly step: number;
  /** How many examples there were since the beginning. */
  readonly count: number;
  /** The values by name. */
  readonly metrics: ValuesOf<M>;
}

/** The values of metrics by their names. */
export type ValuesOf<M extends MetricOrMetrics> =
  M extends Metric<infer V, infer N>
    ? { readonly [K in N]: V }
    : { readonly [K in keyof M]: M[K] extends Metric<infer V> ? V : never };

/** An operator that measures, with a state that can be kept and put back. */
export interface Measuring<M extends MetricOrMetrics> extends Stateful<Outcome, Measurement<M>> {
  /** The measures now, whether or not it was their turn to be emitted. */
  now(): Measurement<M>;
}

/** When a measuring operator emits. */
export interface EmissionOptions {
  /** Values are computed and emitted after every so many outcomes, 1 by default; with `Infinity` only where {@link Measuring.now} asks. */
  readonly every?: number;
}
