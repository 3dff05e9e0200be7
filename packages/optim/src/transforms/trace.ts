import { optionsOf } from '@thalweg/tensor/engine';
import { hyperparameter, type Hyperparameter } from '../rules/hyperparameter.ts';
import { velocity } from '../rules/averages.ts';
import type { Transform } from '../rules/updates.ts';

/** Options of {@link trace}. */
export interface TraceOptions {
  /** γ, 0.9 by default. */
  readonly decay?: Hyperparameter;
  /** If true, the result is one step ahead, `γ v + g`; false by default. */
  readonly nesterov?: boolean;
}

/**
 * Replaces each gradient by a decaying sum of all gradients so far: `v ← γ v + g`, and returns `v` or `γ v + g`. It is
 * the velocity of momentum, for use before or after other transforms.
 *
 * - **Memory** `trace.v(name)` for each parameter
 * - **Rows** that a step does not touch stay unchanged, and so does their v: their momentum does not move them
 * - **Throws** `GraphError` for a decay outside of [0, 1)
 * - **Source** Sutskever, Martens, Dahl and Hinton, "On the importance of initialization and momentum in deep
 *   learning", 2013, §2
 */
export function trace(options?: TraceOptions): Transform {
  const { decay, nesterov } = optionsOf('trace', options, { decay: 0.9, nesterov: false });
  const decayOf = hyperparameter(decay, { name: 'decay', least: 0, below: 1 });
  return velocity({ name: 'trace.v', decay: decayOf, ahead: nesterov });
}
