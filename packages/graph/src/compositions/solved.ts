import { solving, type Requirement } from '../interpreter/solve.ts';
import type { Node } from '../node/node.ts';
import { matmul } from '../operations/matmul.ts';
import { neg } from '../operations/neg.ts';
import { sumLike } from '../operations/sum.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { linedUp } from '../protocol/line-up.ts';
import { operation } from '../protocol/operation.ts';
import { solutionShape } from '../shape/right-sides.ts';

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
