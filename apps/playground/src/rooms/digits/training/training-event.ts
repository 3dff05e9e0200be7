import type { Place, Plan } from './plan.ts';

/** An event of a training: what the worker emits as its steps. */
export type TrainingEvent =
  /** The digits are loaded. `interpreted` is the reason why the network is not compiled, if it is not. */
  | { readonly kind: 'ready'; readonly interpreted: string | undefined; readonly tests: number }
  /** The status: emitted after a choice, when the training pauses, and several times a second while it runs. */
  | ({ readonly kind: 'plan' } & TrainingStatus)
  | ({ readonly kind: 'point' } & Point)
  /** The current parameters, in the order of the network’s. */
  | { readonly kind: 'weights'; readonly weights: readonly Float32Array<ArrayBuffer>[] }
  /** The loss at this place is no longer finite. */
  | { readonly kind: 'diverged'; readonly place: Place }
  | { readonly kind: 'failed'; readonly message: string };

/** The position and the progress of a training. */
export interface TrainingStatus {
  readonly plan: Plan;
  readonly activity: Activity;
  /** The place up to which the curves are restored, while they are. */
  readonly restoring: Place | undefined;
  /** The loss of the last step; undefined before the first. */
  readonly loss: number | undefined;
  /** Examples per second; 0 while the training is not playing. */
  readonly examplesPerSecond: number;
}

/**
 * The activity of a training: loading, running along the plan to a place, restoring the curves behind the place that is
 * shown, training on, or paused.
 */
export type Activity = 'opening' | 'going' | 'restoring' | 'playing' | 'resting';

/** A measurement after a step of a branch. */
export interface Point extends Place {
  /** The mean loss of the steps since the previous measurement. */
  readonly loss: number | undefined;
  /** The share of test digits that are classified correctly. */
  readonly accuracy: number;
  /** The confusion matrix: counts by digit and prediction, row by row. */
  readonly confusion: Int32Array;
}
