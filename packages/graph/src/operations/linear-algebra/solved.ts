import { diagonalDistance } from './diagonals.ts';
import { type Requirement, solving } from '../../interpreter/systems.ts';
import { type Node, nodeOf } from '../../node/node.ts';
import { sameFloats } from '../../protocol/dtype-rules.ts';
import { linedUp, withAxes, withoutAxes } from '../../protocol/axes.ts';
import { operation } from '../../protocol/operation.ts';
import { solutionShape } from '../../shape/matrices.ts';
import { constant } from '../../sources/constant.ts';
import { equal } from '../comparison.ts';
import { matmul } from '../matmul.ts';
import { neg } from '../neg.ts';
import { sumLike } from '../sum.ts';
import { where } from '../where.ts';

/** The way to solve a system, and the words in which it is refused. */
interface Solving extends Requirement {
  readonly transpose: boolean;
}

/**
 * Solutions `x` of `a·x = b` or, transposed, of `aᵀ·x = b`, for matrices whose leading axes broadcast. The gradient factorizes
 * again: a shared node of factors would hide what it depends on.
 */
export function solved(a: Node, b: Node, how: Solving): Node {
  const { operation: name, transpose } = how;
  const apply = operation({
    name,
    shape: ([left, right]) => solutionShape(name, left!, right!),
    dtype: sameFloats(name),
    kernel: solving(transpose, how),
    mapped: isMapped => inputs => {
      const [left, right] = linedUp(inputs, isMapped);
      return solved(left!, right!, how);
    },
    call: inputs => ['solved', ...inputs, how],
    gradient: (upstream, [left, right], x) => {
      const slope = solved(left!, upstream, { ...how, transpose: !transpose });
      const outer = transpose ? matmul(x, slope, { transposeB: true }) : matmul(slope, x, { transposeB: true });
      return [sumLike(neg(outer as Node), left!), sumLike(slope, right!)];
    },
  });
  return apply(a, b);
}

/** Applies an operation on matrices to a vector as well: as a matrix of one column, which is a vector again in the end. */
export function onColumns(operation: string, b: Node, apply: (columns: Node) => Node): Node {
  if (nodeOf(operation, b).shape.length !== 1) return apply(b);
  const y = apply(withAxes(b, [1]));
  return withoutAxes(y, [y.shape.length - 1]);
}

/** The transposed inverse of matrices, which the gradient of an operation needs. */
export function transposedInverse(operation: string, a: Node): Node {
  return solved(a, identityLike(a), {
    operation: `gradient of ${operation}`,
    requirement: 'matrices must not be singular',
    transpose: true,
  });
}

/** The identity matrix of the size and the dtype of square matrices, of which only the shape is used. */
export function identityLike(like: Node): Node {
  const [one, zero] = [1, 0].map(value => constant(value, { dtype: like.dtype }));
  return where(equal(diagonalDistance(like), 0), one!, zero!) as Node;
}
