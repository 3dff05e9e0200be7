import type { OptimizerName } from 'digits/optimizers';
import type { Place, Plan } from './plan.ts';

/** What the page asks of the training. */
export type Command =
  /** The first one: loads the digits, and trains along the plan to its place. */
  | {
      readonly kind: 'open';
      readonly plan: Plan;
      readonly data: string;
      readonly speed: number;
      readonly play: boolean;
    }
  /** Steps a second from now on. */
  | { readonly kind: 'hurry'; readonly speed: number }
  | { readonly kind: 'play' }
  | { readonly kind: 'pause' }
  | { readonly kind: 'choose'; readonly optimizer: OptimizerName }
  | { readonly kind: 'slide'; readonly rate: number }
  | { readonly kind: 'goTo'; readonly place: Place }
  /** One of the test digits, by its number. */
  | { readonly kind: 'example'; readonly number: number };

/** What the training tells. */
export type News =
  /** The digits are there. `interpreted` says why nothing is compiled, where that is so. */
  | { readonly kind: 'ready'; readonly interpreted: string | undefined; readonly tests: number }
  /** Where it is: told when something was chosen, when it rests, and some times a second while it runs. */
  | ({ readonly kind: 'plan' } & Standing)
  | ({ readonly kind: 'point' } & Point)
  /** The parameters now, in the order of the network’s. */
  | { readonly kind: 'weights'; readonly weights: readonly Float32Array<ArrayBuffer>[] }
  | { readonly kind: 'example'; readonly number: number; readonly image: Float32Array; readonly digit: number }
  /** The loss left the range of numbers in the step after this place. */
  | { readonly kind: 'diverged'; readonly place: Place }
  | { readonly kind: 'failed'; readonly message: string };

/** Where a training is, and how it goes. */
export interface Standing {
  readonly plan: Plan;
  readonly activity: Activity;
  /** The loss of the last step; nothing before the first. */
  readonly loss: number | undefined;
  /** Examples learned from in a second; 0 while it does not play. */
  readonly examplesPerSecond: number;
}

/** What it does: it opens, runs along the plan to a place, trains on, or waits. */
export type Activity = 'opening' | 'going' | 'playing' | 'resting';

/** What was measured after a step of a branch. */
export interface Point extends Place {
  /** The mean loss of the steps since the point before. */
  readonly loss: number | undefined;
  /** The share of test digits that are told right. */
  readonly accuracy: number;
  /** Counts by digit and prediction, row by row. */
  readonly confusion: Int32Array;
}
