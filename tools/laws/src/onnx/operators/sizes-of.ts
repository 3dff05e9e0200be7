import type { Node } from '@thalweg/graph';
import type { Sizes } from '@thalweg/tensor';

/** Returns the sizes of a value of a model, which are numbers. */
export function sizesOf(x: Node): number[] {
  return [...(x.shape as Sizes)];
}
