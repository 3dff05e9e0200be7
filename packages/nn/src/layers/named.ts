import type { Node } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/author';
import { ContractError } from '@thalweg/tensor';
import { functionOf, printed } from '@thalweg/tensor/engine';

/**
 * One layer from many, one after another, whose parameters and states have names that begin with `name`: `ranker/dense1/weight`.
 * Layers are counted within the scope alone. So neither their names nor their first weights depend on what else reads
 * the same input, on the name of that input, or on what is built first. Use it for whatever is saved.
 *
 * It nests: a scope in another one is `ranker/head/dense1`. Give each scope of a model its own name, since equal names mean
 * equal first weights. Only layers of the circuit of `x` are named so: a layer of another input is not.
 *
 * - **Shape** `x: S → ` the shape that the last layer returns
 * - **Throws** `ContractError` for a name that is no text or is empty, for what is no layer, and for an input that depends on
 *   constants only
 *
 * @example
 * const image = input('image', ['batch', 784]);
 * const other = image.pipe(dense(3));
 * const digit = image.pipe(named('ranker', dense(128), relu(), dense(10)));
 * parametersOf(digit).map(({ name }) => name) // => ['ranker/dense1/weight', 'ranker/dense1/bias', 'ranker/dense2/weight', 'ranker/dense2/bias']
 */
// prettier-ignore
export function named<A, B = A, C = B, D = C, E = D, F = E, G = F, H = G, I = H, J = I, K = J, L = K, M = L, N = M, O = N, P = O, Q = P, R = Q, S = R, T = S, U = T, V = U, W = V, X = W, Y = X>(
  name: string,
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
export function named<A>(name: string, ...layers: ((x: A) => A)[]): (x: A) => A;
export function named(name: string, ...layers: (((x: never) => unknown) | undefined)[]): (x: Node) => unknown {
  if (typeof name !== 'string' || name === '')
    throw new ContractError('named', 'the name must be a text', printed(name), "Try named('ranker', dense(10)).");
  const steps = layers.map(layer => functionOf('named', 'each layer', layer)) as ((x: unknown) => unknown)[];
  const counted = new Map<string, number>();
  return x => {
    const { circuit } = nodeOf('named', x);
    if (circuit === undefined)
      throw new ContractError(
        'named',
        'the input must depend on an input, a parameter or a state',
        'constants alone',
        'Apply the layers without a scope.',
      );
    const outer = circuit.scope;
    const scope = { name: outer === undefined ? name : `${outer.name}/${name}`, layers: counted };
    return circuit.within(scope, () => steps.reduce<unknown>((value, step) => step(value), x));
  };
}
