import {
  cast,
  clip,
  constant,
  cumsum,
  div,
  GraphError,
  max,
  maximum,
  mul,
  square,
  sub,
  sum,
  topK,
  type Node,
} from '@thalweg/graph';
import { tensor } from '@thalweg/tensor';
import { checkRange } from '../internal/check-range.ts';
import { normFactor } from '../internal/norm-factor.ts';
import type { Transform } from '../transform.ts';

/**
 * Where a parameter may be: every element between two bounds, which may be infinite; in a ball around 0; or every row
 * along the last axis on the simplex, at least 0 and of sum 1.
 */
export type ConvexSet =
  { readonly box: readonly [least: number, most: number] } | { readonly ball: number } | 'simplex';

/**
 * Keeps each parameter in a set: it moves to the point of the set that is nearest to where it would go, within what
 * rounding leaves: `u ← θ − P(θ − u)`. It comes last, behind the rate, since it knows what will be subtracted.
 *
 * - **Throws** `GraphError` for a box whose bounds are not in order and a radius below 0; once it is given a scalar for
 *   the simplex
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

function projection(set: ConvexSet): (x: Node) => Node {
  if (set === 'simplex') return ontoSimplex;
  if ('ball' in set) {
    const radius = constant(checkRange(set.ball, { name: 'ball', least: 0 }), { dtype: 'float64' }) as Node;
    return x => mul(x, cast(normFactor(radius, sum(square(cast(x, 'float64'))) as Node), x.dtype)) as Node;
  }
  const [least, most] = set.box;
  if (!(least <= most))
    throw new GraphError('box', 'must be from a number to one not below', `${least}, ${most}`, 'Exchange the two.');
  return x => clip(x, { min: least, max: most });
}

/**
 * `max(x − τ, 0)`, with the τ that makes the sum 1. The largest k elements are above it for some k, and then τ is
 * `(their sum − 1)/k`; for every other k this is less, so τ is the largest of all.
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
