/**
 * The reason for the end of a minimization: the gradient is as small as `gradientTolerance`, the loss fell by no more than
 * `lossTolerance`, the number of `iterations` is reached, or rounding hides any further decrease.
 */
export type EndReason = 'gradient' | 'loss' | 'iterations' | 'precision';

/** The record of an iteration of {@link minimize}. */
export interface Iteration {
  /** The number of the iteration, from 1; 0 if the parameters were at a minimum from the start. */
  readonly iteration: number;
  /** The loss after the iteration. */
  readonly loss: number;
  /** The largest absolute element of the gradient after the iteration. */
  readonly gradientNorm: number;
  /** The number of times that the loss and its gradient were computed so far. */
  readonly evaluations: number;
  /** The step, as a multiple of the direction. */
  readonly step: number;
  /** The reason for the end, in the last record. */
  readonly reason?: EndReason;
}
