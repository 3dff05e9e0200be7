import {
  add,
  constant,
  feed,
  gradient,
  jacobian,
  matmul,
  mul,
  parameter,
  read,
  reshape,
  square,
  transpose,
} from '@thalweg/graph';

/** The rows of a matrix. */
export type Rows = readonly (readonly number[])[];

/** A gradient on its way back from y to x, each in the shape of what it belongs to. */
export interface WayBack {
  readonly upstream: Rows;
  readonly atU: Rows;
  readonly atX: Rows;
}

/** The chain rule for vectors: u = x², y = A·u. */
export interface Chain {
  /** The transposed Jacobians of both operations. */
  readonly yByU: Rows;
  readonly uByX: Rows;
  /** Sends a gradient back from y. */
  readonly sendBack: (upstream: readonly [number, number]) => WayBack;
}

/** Creates the chain of the lecture at x = [1, 2, 3]. */
export function vectorChain(): Chain {
  const x = parameter([[1], [2], [3]]);
  const u = square(x);
  const y = matmul(
    constant([
      [1, 0, 2],
      [0, 1, -1],
    ]),
    u,
  );
  const upstream = parameter([[1], [0]]);
  const [atU, atX] = [gradient(y, u, { upstream }), gradient(y, x, { upstream })];
  return {
    yByU: read(transpose(reshape(jacobian(y, u), [2, 3]))).toArray(),
    uByX: read(transpose(reshape(jacobian(u, x), [3, 3]))).toArray(),
    sendBack: ([first, second]) => {
      feed([upstream, [[first], [second]]]);
      return { upstream: read(upstream).toArray(), atU: read(atU).toArray(), atX: read(atX).toArray() };
    },
  };
}

/** The chain rule for numbers: s = 2t + 1, r = s². */
export interface ScalarChain {
  readonly values: { readonly t: number; readonly s: number; readonly r: number };
  /** The derivatives of r by s, of s by t, and of r by t. */
  readonly rByS: number;
  readonly sByT: number;
  readonly rByT: number;
}

/** Computes the chain of the lecture at t = 3. */
export function scalarChain(): ScalarChain {
  const t = parameter(3);
  const s = add(mul(2, t), 1);
  const r = square(s);
  const [rByS, sByT, rByT] = [gradient(r, s), gradient(s, t), gradient(r, t)].map(node => read(node).item());
  return {
    values: { t: read(t).item(), s: read(s).item(), r: read(r).item() },
    rByS: rByS!,
    sByT: sByT!,
    rByT: rByT!,
  };
}
