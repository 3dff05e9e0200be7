import { add, sqrt, type Node } from '@thalweg/graph';
import type { TermPosition } from '../term-position.ts';
import { checkRange } from './check-range.ts';
import { isInside } from './is-inside.ts';

/** The ε of a root that a rule divides by, and its position. */
export interface Epsilon {
  readonly epsilon: number;
  readonly epsilonAt: TermPosition;
}

/** Returns the root that a rule divides by: `√(a + ε)`, or `√a + ε` with ε outside. */
export function rootWithEpsilon({ epsilon, epsilonAt }: Epsilon): (a: Node) => Node {
  checkRange(epsilon, { name: 'epsilon', least: 0 });
  return isInside('epsilonAt', epsilonAt) ? a => sqrt(add(a, epsilon)) : a => add(sqrt(a), epsilon);
}
