import type { Node } from '@thalweg/graph';
import { byTrustRatio } from '../internal/by-trust-ratio.ts';
import { normOf } from '../internal/norm-of.ts';
import type { Transform } from '../transform.ts';

/**
 * Makes what is subtracted from each parameter as long as the parameter: `u ← u · ‖θ‖/‖u‖`, so that a rate of 0.01
 * behind it moves every layer by a hundredth. Where θ or u is all zeros u stays as it is.
 *
 * A parameter of one element never passes zero at rates below 1.
 *
 * - **Source** You et al., "Large Batch Optimization for Deep Learning: Training BERT in 76 minutes", 2020, §3, with
 *   φ(z) = z
 */
export function scaleByTrustRatio(): Transform {
  return updates =>
    updates.map((u, parameter) => byTrustRatio(u, { weights: normOf(parameter as Node), length: normOf(u), trust: 1 }));
}
