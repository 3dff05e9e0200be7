import { add, matmul, reshape, type Node } from '@thalweg/graph';

/** `x·W + b` along the last axis. `x` may be a single vector. */
export function affine(x: Node, weight: Node, bias?: Node): Node {
  const product = x.shape.length === 1 ? ofVector(x, weight) : (matmul(x, weight) as Node);
  return bias === undefined ? product : (add(product, bias) as Node);
}

function ofVector(x: Node, weight: Node): Node {
  const row = reshape(x, [1, x.shape[0]!]);
  return reshape(matmul(row as Node, weight) as Node, weight.shape.slice(1));
}
