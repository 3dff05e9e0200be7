import { add, full, matmul, type Node, reshape } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/author';
import { ShapeError } from '@thalweg/tensor';

/** `x·W + b` along the last axis. `x` may be a single vector. */
export function affine(x: Node, weight: Node, bias?: Node): Node {
  const product = x.shape.length === 1 ? ofVector(x, weight) : (matmul(x, weight) as Node);
  return bias === undefined ? product : (add(product, bias) as Node);
}

function ofVector(x: Node, weight: Node): Node {
  const row = reshape(x, [1, x.shape[0]!]);
  return reshape(matmul(row as Node, weight) as Node, weight.shape.slice(1));
}

/**
 * Returns the fixed width of the last axis of a cell's input.
 *
 * - **Throws** `ShapeError` if there is none
 */
export function widthOf(kind: string, x: Node): number {
  const width = nodeOf(kind, x).shape.at(-1);
  if (typeof width === 'number' && width > 0) return width;
  throw new ShapeError(
    kind,
    [x.shape],
    'the input must have a last axis with a fixed size',
    'Reshape a sequence of single numbers to an axis of 1.',
  );
}

/** Zeros `[...lead, units]` for an input `[...lead, in]`, of which only the shape is used. */
export function zeroCarry(x: Node, units: number): Node {
  return full([...x.shape.slice(0, -1), units], 0, { like: x }) as Node;
}
