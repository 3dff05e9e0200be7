import { add, sqrt, type Node } from '@thalweg/graph';
import type { TermPosition } from '../term-position.ts';
import { checkRange } from './check-range.ts';
import { isInside } from './is-inside.ts';

/** What keeps a division by a root finite. */
export interface Epsilon {
  readonly epsilon: number;
  readonly epsilonAt: TermPosition;
}

/** The root that a rule divides by: `√(a + ε)`, or `√a + ε` with ε outside of it. */
export function rootWithEpsilon({ epsilon, epsilonAt }: Epsilon): (a: Node) => Node {
  checkRange(epsilon, { name: 'epsilon', least: 0 });
  return isInside('epsilonAt', epsilonAt) ? a => sqrt(add(a, epsilon)) : a => add(sqrt(a), epsilon);
}
