import {
  add,
  cast,
  constant,
  div,
  equal,
  greater,
  maximum,
  minimum,
  mul,
  type Node,
  sqrt,
  square,
  sum,
  where,
} from '@thalweg/graph';

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

/** The lower bound of the divisor: a gradient of zeros stays zero for every limit. */
const LEAST_NORM = 1e-300;

/** Returns the factor that makes a norm at most the limit, `min(1, limit/norm)`. */
export function normFactor(limit: Node, norm: Node): Node {
  return minimum(1, div(limit, maximum(norm, LEAST_NORM)));
}

/** The norms that the trust ratio depends on. */
interface TrustOptions {
  /** The norm of the parameter, in float64. */
  readonly weights: Node;
  /** The divisor of that norm, in float64. */
  readonly length: Node;
  /** η, the share of its norm that a parameter moves by. */
  readonly trust: number;
}

/** `u · η‖θ‖/length`, in float64 and then rounded; u itself where either is 0, so that weights of zeros can move. */
export function byTrustRatio(u: Node, { weights, length, trust }: TrustOptions): Node {
  const ratio = where(greater(minimum(weights, length), 0), div(mul(trust, weights), length), 1);
  return cast(mul(cast(u, 'float64'), ratio), u.dtype) as Node;
}

/** The sum of float64 scalars, such as one of each parameter; 0 of none. */
export function total(terms: readonly Node[]): Node {
  return terms.reduce((sum, term) => add(sum, term), constant(0, { dtype: 'float64' }) as Node);
}
