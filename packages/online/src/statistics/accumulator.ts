import type { Json } from '@thalweg/train';
import type { StatisticCall } from './statistic-call.ts';
import type { StateCheck } from '../state/state-check.ts';

/**
 * The layout of an accumulator of a stream of numbers: `size` float64 elements. An array may hold many accumulators, one for
 * each element of a vector. An accumulator of zeros has seen no number.
 */
export interface Accumulator {
  /** The settings in snapshots: accumulators of other settings do not fit. */
  readonly settings: Json;
  /** The call that makes it again, for the file of a model; left out if none does. */
  readonly call?: StatisticCall | undefined;
  /** The number of elements of an accumulator. */
  readonly size: number;
  /** Adds a finite number to the accumulator that begins at `at`. */
  readonly add: (cells: Float64Array, at: number, x: number) => void;
  /**
   * Adds what another accumulator has seen, which begins at `otherAt` in `other`. Left out if its value depends on the order of
   * the numbers, as over a window: the numbers of two shards have no order.
   */
  readonly merge?: ((cells: Float64Array, at: number, other: Float64Array, otherAt: number) => void) | undefined;
  /** Checks the restored accumulator that begins at `at`, as {@link PureStep.check} does. */
  readonly checkAt?: (cells: Float64Array, at: number, is: StateCheck) => void;
}
