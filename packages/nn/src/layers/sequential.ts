import { functionOf } from '@thalweg/tensor/engine';

/**
 * One layer from many, one after another: `x.pipe(sequential(a, b))` is `x.pipe(a, b)`. Its parts own their parameters, so it
 * shares them all when it is applied again. It nests: a block is a function that returns one.
 *
 * - **Shape** `x: S → ` the shape that the last layer returns; without layers `S`
 * - **Throws** `ContractError` for what is no layer
 *
 * @example
 * const block = (units: number) => sequential(dense(units), relu());
 * const y = input('x', ['batch', 4]).pipe(sequential(block(8), block(8), dense(3)));
 * y.shape // => ['batch', 3]
 * parametersOf(y).length // => 6
 */
// prettier-ignore
export function sequential<A, B = A, C = B, D = C, E = D, F = E, G = F, H = G, I = H, J = I, K = J, L = K, M = L, N = M, O = N, P = O, Q = P, R = Q, S = R, T = S, U = T, V = U, W = V, X = W, Y = X>(
  a?: (x: A) => B,
  b?: (x: B) => C,
  c?: (x: C) => D,
  d?: (x: D) => E,
  e?: (x: E) => F,
  f?: (x: F) => G,
  g?: (x: G) => H,
  h?: (x: H) => I,
  i?: (x: I) => J,
  j?: (x: J) => K,
  k?: (x: K) => L,
  l?: (x: L) => M,
  m?: (x: M) => N,
  n?: (x: N) => O,
  o?: (x: O) => P,
  p?: (x: P) => Q,
  q?: (x: Q) => R,
  r?: (x: R) => S,
  s?: (x: S) => T,
  t?: (x: T) => U,
  u?: (x: U) => V,
  v?: (x: V) => W,
  w?: (x: W) => X,
  x?: (x: X) => Y,
): (x: A) => NoInfer<Y>;
export function sequential<A>(...layers: ((x: A) => A)[]): (x: A) => A;
export function sequential(...layers: (((x: never) => unknown) | undefined)[]): (x: unknown) => unknown {
  const steps = layers.map(layer => functionOf('sequential', 'each layer', layer)) as ((x: unknown) => unknown)[];
  return x => steps.reduce((value, step) => step(value), x);
}
