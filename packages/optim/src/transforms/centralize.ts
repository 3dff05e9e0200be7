import { mean, sub, type Node } from '@thalweg/graph';
import type { Transform } from '../transform.ts';

/**
 * Takes from each gradient its mean over the inputs of an output, which is every axis but the last: a weight `[in, out]`
 * keeps the sum of each column. What has fewer than two axes, such as a bias, stays as it is.
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
