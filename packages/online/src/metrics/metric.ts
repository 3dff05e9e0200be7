import type { Json } from '@thalweg/train';
import type { WeightedExample } from './weighted-example.ts';
import type { Example } from './reading/example.ts';

/** How examples are counted: a state, what an example adds to it, and the measure that follows. */
export interface MetricStatistic<S extends object, V> {
  /** The state of no examples: plain data, a new one each time. */
  initial(): S;
  /** What it looks at of an example, as one number. Throws `DataError` for an example that it has no use for. */
  seen(example: Example): number;
  /** Adds an example, of a weight above 0, by what was seen of it. */
  add(state: S, example: WeightedExample): void;
  /** The measure, where an example of weight 1 counts `unit`. NaN where it means nothing yet. */
  value(state: S, unit: number): V;
}

/** A statistic that examples can be taken out of again. */
export interface WindowStatistic<S extends object, V> extends MetricStatistic<S, V> {
  /** Takes an example out that was added. */
  remove(state: S, example: WeightedExample): void;
}

/**
 * A measure of predictions against what was true. Its state is a few numbers, in which examples are added up by weight, and
 * two of which can be put together. So it can be taken over a whole stream, over a window, with old examples fading, and over
 * shards of a stream.
 */
export interface Metric<V = number, N extends string = string> extends MetricStatistic<Float64Array, V> {
  readonly name: N;
  /** What a kept state must agree with. */
  readonly settings?: Json;
  /** Adds what another state has counted. */
  merge(state: Float64Array, other: Float64Array): void;
  /** Makes all examples count so much more, or less. */
  scale(state: Float64Array, factor: number): void;
  /** How examples of a window are counted instead, where the numbers above are not exact. */
  inWindow?(window: number): WindowStatistic<object, V>;
}
