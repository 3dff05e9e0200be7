import { equal, floor, div, mul, type Node } from '@thalweg/graph';

/** Returns a flag that is true in every `count`-th step. */
export function everyNth(step: Node<readonly []>, count: number): Node<readonly []> {
  return equal(mul(floor(div(step, count)), count), step);
}
