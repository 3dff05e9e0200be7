import type { Example } from './example.ts';
import type { Settings } from './settings.ts';
import type { WeightedExample } from './weighted-example.ts';

/** Counts examples: a state, a way to add an example to it, and the value that follows. */
export interface MetricStatistic<S extends object, V> {
  /** Returns the state without examples: plain data, a new one each time. */
  initial(): S;
  /** Returns the number that is counted of an example. Throws `DataError` for an example that does not fit. */
  seen(example: Example): number;
  /** True if `seen` reads {@link Example.previous}: what counts examples keeps it in its state. */
  readonly remembers?: boolean;
  /** Further numbers that are counted of an example, if one is not enough. */
  readonly more?: MoreNumbers;
  /** Adds an example, of a weight above 0, by the number that `seen` returned. */
  add(state: S, example: WeightedExample): void;
  /** Returns the value, where an example of weight 1 counts `unit`. NaN if it is not defined yet. */
  value(state: S, unit: number): V;
}

/** Further numbers of an example. */
export interface MoreNumbers {
  /** Their number. */
  readonly count: number;
  /** Writes them into an array from an index on. It is called after `seen`, for the same example. */
  read(example: Example, into: Float64Array, at: number): void;
}

/** A statistic from which examples can be removed. */
export interface WindowStatistic<S extends object, V> extends MetricStatistic<S, V> {
  /** Removes an example that was added. */
  remove(state: S, example: WeightedExample): void;
  /** Checks a restored state, which must be that of some examples. */
  check?(state: S, examples: Iterable<WeightedExample>, is: StateClaims): void;
}

/**
 * A measure of predictions against true values. Its state is a few numbers that add up examples by weight, and two states can
 * be merged. So a metric can be taken over a whole stream, over a window, with decaying weights, and over shards of a stream.
 */
export interface Metric<V = number, N extends string = string> extends MetricStatistic<Float64Array, V> {
  readonly name: N;
  /** The settings that a saved state must have. */
  readonly settings?: Settings;
  /** The better values, of a metric whose value is a number. */
  readonly better?: 'higher' | 'lower';
  /** Adds the examples of another state. */
  merge(state: Float64Array, other: Float64Array): void;
  /** Multiplies the weights of all examples by a factor. */
  scale(state: Float64Array, factor: number): void;
  /** Checks a restored state of the right length. */
  check?(state: Float64Array, is: StateClaims): void;
  /**
   * Returns another statistic for a window, if the numbers above are not exact there. It counts as many numbers of an
   * example as the metric.
   */
  inWindow?(window: number): WindowStatistic<object, V>;
  /** Returns another statistic for a source that ends, if the numbers above are not exact. It may keep every example. */
  ofAll?(): MetricStatistic<object, V>;
}

/** Says what must hold of a state that is restored. Each method throws for what does not. */
export interface StateClaims {
  /** Throws unless a claim holds, such as 'errors must be at most count', which is about what is given. */
  must(holds: boolean, claim: string, given: unknown): void;
  /** Throws unless all fields are whole numbers of at least 0. */
  counts(fields: Readonly<Record<string, unknown>>): void;
  /** Throws unless all fields are finite numbers. */
  finite(fields: Readonly<Record<string, unknown>>): void;
  /** Throws unless all fields are numbers of at least 0; infinity is one. */
  amounts(fields: Readonly<Record<string, unknown>>): void;
  /** Throws unless something is a float64 array of so many finite numbers of at least `least`. */
  numbers(name: string, values: unknown, length: number, least?: number): void;
}
