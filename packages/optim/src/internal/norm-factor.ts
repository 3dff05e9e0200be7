import { div, maximum, minimum, type Node } from '@thalweg/graph';

/** The lower bound of the divisor: a gradient of zeros stays zero for every limit. */
const LEAST_NORM = 1e-300;

/** Returns the factor that makes a norm at most the limit, `min(1, limit/norm)`. */
export function normFactor(limit: Node, norm: Node): Node {
  return minimum(1, div(limit, maximum(norm, LEAST_NORM)));
}
