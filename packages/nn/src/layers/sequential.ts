import { functionOf } from '@thalweg/tensor/engine';

/**
 * One layer from many, one after another: `x.pipe(sequential(a, b))` is `x.pipe(a, b)`. Its parts own their parameters, so
 * applied again it shares them all. It nests, and so a block is a function that returns one.
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
export function sequential<A>(): (x: A) => A;
export function sequential<A, B>(a: (x: A) => B): (x: A) => B;
export function sequential<A, B, C>(a: (x: A) => B, b: (x: B) => C): (x: A) => C;
export function sequential<A, B, C, D>(a: (x: A) => B, b: (x: B) => C, c: (x: C) => D): (x: A) => D;
export function sequential<A, B, C, D, E>(a: (x: A) => B, b: (x: B) => C, c: (x: C) => D, d: (x: D) => E): (x: A) => E;
export function sequential<A, B, C, D, E, F>(
  a: (x: A) => B,
  b: (x: B) => C,
  c: (x: C) => D,
  d: (x: D) => E,
  e: (x: E) => F,
): (x: A) => F;
export function sequential<A, B, C, D, E, F, G>(
  a: (x: A) => B,
  b: (x: B) => C,
  c: (x: C) => D,
  d: (x: D) => E,
  e: (x: E) => F,
  f: (x: F) => G,
): (x: A) => G;
export function sequential<A, B, C, D, E, F, G, H>(
  a: (x: A) => B,
  b: (x: B) => C,
  c: (x: C) => D,
  d: (x: D) => E,
  e: (x: E) => F,
  f: (x: F) => G,
  g: (x: G) => H,
): (x: A) => H;
export function sequential<A, B, C, D, E, F, G, H, I>(
  a: (x: A) => B,
  b: (x: B) => C,
  c: (x: C) => D,
  d: (x: D) => E,
  e: (x: E) => F,
  f: (x: F) => G,
  g: (x: G) => H,
  h: (x: H) => I,
): (x: A) => I;
export function sequential<A>(...layers: ((x: A) => A)[]): (x: A) => A;
export function sequential(...layers: ((x: unknown) => unknown)[]): (x: unknown) => unknown {
  for (const layer of layers) functionOf('sequential', 'each layer', layer);
  return x => layers.reduce((value, layer) => layer(value), x);
}
