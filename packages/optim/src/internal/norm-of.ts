import { cast, norm, type Node } from '@thalweg/graph';

/** The Euclidean norm of a parameter or of its update, in float64. */
export function normOf(x: Node): Node {
  return norm(cast(x, 'float64')) as Node;
}
