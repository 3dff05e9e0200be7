import type { Shape } from '@thalweg/tensor';
import { constant } from '../sources/constant.ts';
import type { Node } from '../node/node.ts';
import { broadcastLike } from './sum.ts';

/** One number in the shape and dtype of another value, which is not computed for it. */
export function fillLike<S extends Shape>(like: Node<S>, value: number): Node<S> {
  return broadcastLike(constant(value, { dtype: like.dtype }), like);
}
