import { mean, sub, type Node } from '@thalweg/graph';
import type { Transform } from '../rules/updates.ts';

/**
 * Subtracts from each gradient its mean over all axes but the last: the sum of each column of a weight `[in, out]`
 * stays constant. Gradients with fewer than two axes, such as those of a bias, are unchanged.
 *
 * - **Source** Yong, Huang, Hua and Zhang, "Gradient Centralization: A New Optimization Technique for Deep Neural
 *   Networks", 2020, eq. 1
 */
export function centralize(): Transform {
  return updates =>
    updates.map(g => {
      if (g.shape.length < 2) return g;
      const axes = g.shape.slice(0, -1).map((_, axis) => axis);
      return sub(g, mean(g, { axes, keep: true })) as Node;
    });
}
