import { cast, greater, less, logicalAnd, norm, sqrt, square, stack, sum, where, type Node } from '@thalweg/graph';
import { total } from './total.ts';

/** The axes of the parts; they keep size 1. */
interface Along {
  readonly axes: readonly number[];
  readonly keep: true;
}

/**
 * The common Euclidean norm of values, such as a parameter or all gradients, in float64, or of their parts along axes. Squares of
 * float32 fit into it; those of float64 may overflow or vanish, and are scaled then, as in `norm`.
 */
export function normOf(values: readonly Node[], along?: Along): Node {
  const wide = values.map(value => cast(value, 'float64') as Node);
  if (wide.length === 1 && values[0]!.dtype === 'float64') return norm(wide[0]!, along) as Node;
  const squares = wide.map(value => sum(square(value), along) as Node);
  const all = squares.length === 1 ? squares[0]! : total(squares);
  const root = sqrt(all) as Node;
  if (!values.some(({ dtype }) => dtype === 'float64')) return root;
  const isExact = logicalAnd(greater(all, 0), less(all, Infinity));
  return where(isExact, root, norm(stack(wide.map(value => norm(value) as Node)))) as Node;
}
