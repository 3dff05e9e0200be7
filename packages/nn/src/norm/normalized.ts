import { add, type Node } from '@thalweg/graph';
import { normalize, reciprocalRoot } from '@thalweg/graph/engine';

/** The numbers that values are normalized by; each broadcasts to the values. */
interface By {
  readonly mean: Node;
  /** The reciprocal of the deviation, in the shape of the mean. */
  readonly precision: Node;
  readonly scale: Node;
  readonly offset: Node;
}

/** Returns `(x − mean)·precision·scale + offset`. */
export function normalized(x: Node, { mean, precision, scale, offset }: By): Node {
  return normalize(x, mean, precision, scale, offset);
}

/** Returns `1/√(variance + epsilon)`. */
export function precisionOf(variance: Node, epsilon: number): Node {
  return reciprocalRoot(add(variance, epsilon));
}
