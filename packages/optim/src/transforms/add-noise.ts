import { add, cast, div, mul, normalLike, pow, sqrt, targetOf, type Node } from '@thalweg/graph';
import { foldIn, key } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { hyperparameter, type Hyperparameter } from '../rules/hyperparameter.ts';
import { checkRange } from '../rules/check-range.ts';
import type { Transform } from '../rules/updates.ts';

/** Options of {@link addNoise}. */
export interface NoiseOptions {
  /** η, the variance in the first step, 0.01 by default. */
  readonly variance?: Hyperparameter;
  /** γ, the speed at which the variance falls, 0.55 by default; with 0 it is constant. */
  readonly decay?: number;
  /** 0 by default. */
  readonly seed?: number;
}

/**
 * Adds normal noise that decreases: `g ← g + n, n ~ N(0, η/tᵞ)` in step t, from 1. The noise depends on the seed, the
 * step and the parameter only, so a run that resumes from a file gets the same noise.
 *
 * - **Throws** `GraphError` for a variance or a decay below 0, `ContractError` for a seed that is no safe integer
 * - **Source** Neelakantan et al., "Adding Gradient Noise Improves Learning for Very Deep Networks", 2015, §3, with
 *   steps from 0 there
 */
export function addNoise(options?: NoiseOptions): Transform {
  const { variance, decay, seed } = optionsOf('addNoise', options, { variance: 0.01, decay: 0.55, seed: 0 });
  const varianceOf = hyperparameter(variance, { name: 'variance', least: 0 });
  checkRange(decay, { name: 'decay', least: 0 });
  const all = foldIn(key(seed), 'addNoise');
  return updates => {
    const deviation = sqrt(div(varianceOf(updates), pow(updates.step, decay)));
    const counter = cast(updates.step, 'int32');
    return updates.map((g, parameter) => {
      const { register } = targetOf(parameter);
      const own = foldIn(
        foldIn(all, register.name),
        updates.parameters.findIndex(other => other === register),
      );
      return add(g, mul(cast(deviation, g.dtype), normalLike(g, own, counter))) as Node;
    });
  };
}
