import type { PureStep } from '../state/pure-step.ts';
import type { Accumulator } from './accumulator.ts';

/** The state of a statistic: one cell. */
export interface StatisticState {
  readonly cells: Float64Array;
}

/**
 * A number that follows a stream of numbers. As a step it takes a number in and gives the statistic with it; features keep
 * many cells of one.
 */
export interface Statistic extends Accumulator, PureStep<StatisticState, number, number> {
  readonly settings: Accumulator['settings'];
  /** What the cell that begins at `at` says now. */
  readonly value: (cells: Float64Array, at: number) => number;
}
