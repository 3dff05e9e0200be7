import type { Baseline } from '../baselines/baseline.ts';
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

/** The values of metrics of a model and of a baseline, after an outcome. */
export interface Comparison<M extends MetricOrMetrics> extends Measurement<M> {
  /** The values of the baseline, over the same examples. */
  readonly baseline: ValuesOf<M>;
  /**
   * By how much the model is better: the difference of values, above 0 where the model's is the better one. NaN for a metric of
   * yours without `better`.
   */
  readonly gain: GainsOf<ValuesOf<M>>;
}

/** The differences of those values that are numbers. */
export type GainsOf<V> = { readonly [K in keyof V as V[K] extends number ? K : never]: number };

/** An operator that measures, whose state can be saved and restored. */
export interface Measuring<M extends MetricOrMetrics, R = Measurement<M>> extends Stateful<Outcome, R> {
  /** Returns the present values, also between two emissions. */
  now(): R;
}

/** Options for the emissions of a measuring operator. */
export interface EmissionOptions {
  /**
   * The number of outcomes between two emissions, 1 by default. With `Infinity`, the values are emitted once, when the source
   * completes; until then, {@link Measuring.now} computes them.
   */
  readonly every?: number | undefined;
  /**
   * A baseline, such as `noChange()`, whose predictions are measured beside those of the model, each before it learns a label.
   * Then a record has its values too, and by how much the model is better: {@link Comparison}.
   */
  readonly beside?: Baseline | undefined;
}

/** Options with a baseline. */
export type BesideOptions<O extends EmissionOptions = EmissionOptions> = O & { readonly beside: Baseline };
