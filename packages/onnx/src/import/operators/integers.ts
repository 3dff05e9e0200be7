import { constant, type Node } from '@thalweg/graph';

/** Returns whole numbers as a constant. */
export function integers(values: readonly number[]): Node {
  return constant([...values], { dtype: 'int32' }) as Node;
}
