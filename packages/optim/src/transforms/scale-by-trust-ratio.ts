import type { Node } from '@thalweg/graph';
import { byTrustRatio, normOf } from '../rules/norms.ts';
import type { Transform } from '../rules/updates.ts';

/**
 * Scales each update to the norm of its parameter: `u ← u · ‖θ‖/‖u‖`, so that a rate of 0.01 after it moves every
 * parameter by a hundredth of its norm. If all of θ or all of u is 0, u is unchanged.
 *
 * A parameter of one element never passes zero at rates below 1.
 *
 * - **Source** You et al., "Large Batch Optimization for Deep Learning: Training BERT in 76 minutes", 2020, §3, with
 *   φ(z) = z
 */
export function scaleByTrustRatio(): Transform {
  return updates =>
    updates.map((u, parameter) =>
      byTrustRatio(u, { weights: normOf([parameter as Node]), length: normOf([u]), trust: 1 }),
    );
}
