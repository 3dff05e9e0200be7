import { equal, floor, div, mul, type Node } from '@thalweg/graph';

/** Whether a step is one of each so many: the last of them. */
export function everyNth(step: Node<readonly []>, count: number): Node<readonly []> {
  return equal(mul(floor(div(step, count)), count), step);
}
