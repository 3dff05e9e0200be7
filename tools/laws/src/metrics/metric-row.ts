import type { Metric } from '@thalweg/metrics';

/** The kind of predictions: a probability, one for each of three classes, any number, or a number above 0. */
export type Drawn = 'probability' | 'classes' | 'number' | 'positive';

/** A metric for the laws. */
export interface MetricRow {
  readonly name: string;
  readonly variant?: string;
  readonly make: () => Metric<unknown>;
  readonly of: Drawn;
  /** Fields that a stream without a window approximates, with the largest relative error; undefined for any. */
  readonly inStream?: Readonly<Record<string, number | undefined>>;
  /** The same for a window. */
  readonly inWindow?: Readonly<Record<string, number | undefined>>;
}
