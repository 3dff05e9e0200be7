import { constant, div, equal, mul, sqrt, square, cast, sum, where, type Node } from '@thalweg/graph';
import { total } from './total.ts';

/** The axes of the parts; they keep size 1. */
interface Along {
  readonly axes: readonly number[];
  readonly keep: true;
}

/**
 * The common Euclidean norm of values, such as a parameter or all gradients, in float64, or of their parts along axes. Squares of
 * float32 fit into it. Where those of float64 overflow or vanish, the values are scaled, by powers of two: other norms keep their bits.
 */
export function normOf(values: readonly Node[], along?: Along): Node {
  const wide = values.map(value => cast(value, 'float64') as Node);
  const sumOf = (parts: readonly Node[]): Node => {
    const squares = parts.map(part => sum(square(part), along) as Node);
    return squares.length === 1 ? squares[0]! : total(squares);
  };
  const squares = sumOf(wide);
  if (!values.some(({ dtype }) => dtype === 'float64')) return sqrt(squares);
  const [down, up, one] = [2 ** -600, 2 ** 700, 1].map(scale => constant(scale, { dtype: 'float64' }) as Node);
  const k = where(equal(squares, Infinity), down!, where(equal(squares, 0), up!, one!)) as Node;
  return div(sqrt(sumOf(wide.map(value => mul(value, k) as Node))), k) as Node;
}
