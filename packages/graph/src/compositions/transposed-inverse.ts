import type { Node } from '../node/node.ts';
import { identityLike } from './identity-like.ts';
import { solved } from './solved.ts';

/** The transposed inverse of matrices, which the gradient of an operation needs. */
export function transposedInverse(operation: string, a: Node): Node {
  return solved(a, identityLike(a), {
    operation: `gradient of ${operation}`,
    requirement: 'matrices must not be singular',
    transpose: true,
  });
}
