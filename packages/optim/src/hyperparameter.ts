import type { Node } from '@thalweg/graph';
import type { Observable } from 'rxjs';
import type { Updates } from './updates.ts';

/**
 * A rate by the number of the step: a function from one float64 scalar node to another. A schedule that also depends on
 * the run reads it from `run`.
 */
export interface Schedule {
  (step: Node<readonly []>, run?: ScheduledRun): Node<readonly []>;
  /** The number of steps after which the rate moves next to nothing; left out if it never gets there. */
  readonly steps?: number | undefined;
}

/** The length of a schedule that ends with a run: one of both. */
export interface ScheduleLength {
  /** The number of steps after which the rate is final. */
  readonly steps?: number | undefined;
  /** The run that the schedule lasts for: the number of its steps, or the dataset of its batches, for its length times its epochs. */
  readonly total?: number | { readonly length: number | undefined; readonly epochs: number } | undefined;
}

/** The parts of a run, besides its step, that a schedule may use. */
export interface ScheduledRun {
  /** The rate of the step before; NaN before the first. */
  readonly last: Node<readonly []>;
  /** Makes a state of the schedule's own, a float64 scalar, which is written as the optimizer's states are. */
  readonly state: Updates['state'];
  /**
   * Has a rule fire in each step although the rate does not depend on it, such as that of a state that learns
   * afterwards.
   */
  readonly addRule: (rule: Node) => void;
}

/** A number, a schedule of the step, a node, or a stream of numbers such as a slider. */
export type Hyperparameter = number | Schedule | Node<readonly []> | Observable<number>;
