import { DataError } from '@thalweg/data';
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

/** A statistic of its cells. NaN teaches nothing; an infinite number is refused. */
export function statistic(name: string, cells: Accumulator, value: Statistic['value']): Statistic {
  return {
    ...cells,
    name,
    value,
    initial: () => ({ cells: new Float64Array(cells.size) }),
    step: (state, x) => {
      if (x === Infinity || x === -Infinity)
        throw new DataError(
          name,
          'a number must be finite',
          String(x),
          'Leave it out, or give NaN where none is known.',
        );
      if (!Number.isNaN(x)) cells.add(state.cells, 0, x);
      return value(state.cells, 0);
    },
  };
}
