import { add, GraphError, type Node, sqrt } from '@thalweg/graph';
import { checkRange } from './check-range.ts';

/**
 * The position of a term that the field's formulas put in two places: ε inside or outside of the root, the learning
 * rate inside or outside of the velocity.
 */
export type TermPosition = 'inside' | 'outside';

/** Returns true for `'inside'`, and refuses what is neither `'inside'` nor `'outside'`. */
export function isInside(name: string, position: TermPosition): boolean {
  if (position === 'inside' || position === 'outside') return position === 'inside';
  throw new GraphError(name, "must be 'inside' or 'outside'", String(position), 'Check the options.');
}

/** The ε of a root that a rule divides by, and its position. */
interface Epsilon {
  readonly epsilon: number;
  readonly epsilonAt: TermPosition;
}

/** Returns the root that a rule divides by: `√(a + ε)`, or `√a + ε` with ε outside. */
export function rootWithEpsilon({ epsilon, epsilonAt }: Epsilon): (a: Node) => Node {
  checkRange(epsilon, { name: 'epsilon', least: 0 });
  return isInside('epsilonAt', epsilonAt) ? a => sqrt(add(a, epsilon)) : a => add(sqrt(a), epsilon);
}
