import type { Node } from '../node/node.ts';
import { equal } from '../operations/comparison.ts';
import { sqrt } from '../operations/sqrt.ts';
import { where } from '../operations/where.ts';

/** √s with a slope of 0 at 0, where the root's own is not finite: it is taken of 1 there, and not used. */
export function flatRoot(s: Node): Node {
  const none = equal(s, 0);
  return where(none, 0, sqrt(where(none, 1, s)));
}
