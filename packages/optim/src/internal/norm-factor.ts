import { div, maximum, minimum, sqrt, type Node } from '@thalweg/graph';

/** A norm below this counts as this: a gradient of zeros stays one, whatever the limit. */
const LEAST_NORM = 1e-300;

/** What makes a norm at most the limit: `min(1, limit/norm)`, from the sum of squares. */
export function normFactor(limit: Node, squares: Node): Node {
  return minimum(1, div(limit, maximum(sqrt(squares), LEAST_NORM)));
}
