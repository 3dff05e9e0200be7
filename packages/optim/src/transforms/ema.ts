import { cast, div, sub, type Node } from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import { hyperparameter, type Hyperparameter } from '../rules/hyperparameter.ts';
import { runningMean, runningProduct } from '../rules/averages.ts';
import type { Transform } from '../rules/updates.ts';

/** Options of {@link ema}. */
export interface EmaOptions {
  /** β, 0.9 by default. */
  readonly decay?: Hyperparameter;
  /** If true, m is divided by `1 − βᵗ`, which removes the bias of the zeros at the start; true by default. */
  readonly debias?: boolean;
}

/**
 * Replaces each gradient by its exponential moving average: `m ← βm + (1−β)g`, and returns `m/(1 − βᵗ)`, or `m`.
 *
 * - **Memory** `ema.m(name)` for each parameter
 * - **Rows** that a step does not touch stay unchanged, and so does their m
 * - **Throws** `GraphError` for a decay outside of [0, 1)
 * - **Source** Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015, §3
 */
export function ema(options?: EmaOptions): Transform {
  const { decay, debias } = optionsOf('ema', options, { decay: 0.9, debias: true });
  const decayOf = hyperparameter(decay, { name: 'decay', least: 0, below: 1 });
  return updates => {
    const beta = decayOf(updates);
    const meanOf = runningMean('ema.m', beta);
    const means = updates.mapElements((g, parameter) => meanOf(g, parameter));
    if (!debias) return means;
    const correction = sub(1, runningProduct('ema.decayᵗ', beta, updates));
    return means.mapElements(m => div(m, cast(correction, m.dtype)) as Node);
  };
}
