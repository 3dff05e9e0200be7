import type { PureStep } from '../state/pure-step.ts';
import type { Accumulator } from './accumulator.ts';

/** The state of a statistic: one accumulator. */
export interface StatisticState {
  readonly cells: Float64Array;
}

/**
 * A statistic of a stream of numbers. As a step it adds a number and returns the new value; features keep many accumulators
 * of one statistic.
 */
export interface Statistic extends Accumulator, PureStep<StatisticState, number, number> {
  readonly settings: Accumulator['settings'];
  /** Returns the value of the accumulator that begins at `at`. */
  readonly value: (cells: Float64Array, at: number) => number;
}
