import { cast, clip, constant, cumsum, div, GraphError, max, maximum, mul, sub, topK, type Node } from '@thalweg/graph';
import { tensor } from '@thalweg/tensor';
import { checkRange } from '../rules/check-range.ts';
import { normFactor, normOf } from '../rules/norms.ts';
import type { Transform } from '../rules/updates.ts';

/**
 * A set that parameters must be in: a box, with every element between two bounds, which may be infinite; a ball around
 * 0; or the simplex, where every row along the last axis has elements of at least 0 and the sum 1.
 */
export type ConvexSet =
  | { readonly box: readonly [least: number, most: number] }
  | { readonly ball: number }
  | 'simplex';

/**
 * Projects each parameter onto a set: it moves to the point of the set that is closest to θ − u, up to rounding:
 * `u ← θ − P(θ − u)`. Put it last, after the rate, since it must know the final update.
 *
 * - **Throws** `GraphError` for a box whose bounds are not in order, a radius below 0, and when the simplex is applied
 *   to a scalar
 * - **Source** Bertsekas, "On the Goldstein–Levitin–Polyak Gradient Projection Method", 1976; onto the simplex
 *   Duchi, Shalev-Shwartz, Singer and Chandra, "Efficient Projections onto the ℓ1-Ball for Learning in High
 *   Dimensions", 2008, fig. 1
 *
 * @example
 * pipe(sgd(), projectOnto({ box: [0, Infinity] }))
 */
export function projectOnto(set: ConvexSet): Transform {
  const nearest = projection(set);
  return updates => updates.map((u, parameter) => sub(parameter, nearest(sub(parameter, u))));
}

/** Returns the function that projects a parameter onto a set. */
function projection(set: ConvexSet): (x: Node) => Node {
  if (set === 'simplex') return ontoSimplex;
  if ('ball' in set) {
    const radius = constant(checkRange(set.ball, { name: 'ball', least: 0 }), { dtype: 'float64' }) as Node;
    return x => mul(x, cast(normFactor(radius, normOf([x])), x.dtype)) as Node;
  }
  const [least, most] = set.box;
  if (!(least <= most))
    throw new GraphError('box', 'the lower bound must be at most the upper bound', `${least}, ${most}`, 'Swap them.');
  return x => clip(x, { min: least, max: most });
}

/**
 * Returns `max(x − τ, 0)`, with the τ that makes the sum 1. For some k, the largest k elements are above τ, and τ is
 * `(their sum − 1)/k`. Every other k gives a smaller number, so τ is the maximum over k.
 */
function ontoSimplex(x: Node): Node {
  const count = x.shape.at(-1);
  if (typeof count !== 'number')
    throw new GraphError('simplex', 'a parameter must have an axis', String(x), 'Choose others with mask.');
  const counts = constant(tensor(Float64Array.from({ length: count }, (_, i) => i + 1)));
  const sums = cumsum(topK(cast(x, 'float64'), count).values as Node);
  const threshold = max(div(sub(sums, 1), counts), { axes: -1, keep: true });
  return maximum(sub(x, cast(threshold as Node, x.dtype)), 0) as Node;
}
