import type { Node } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/engine';
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
export function named<A, B>(name: string, a: (x: A) => B): (x: A) => B;
export function named<A, B, C>(name: string, a: (x: A) => B, b: (x: B) => C): (x: A) => C;
export function named<A, B, C, D>(name: string, a: (x: A) => B, b: (x: B) => C, c: (x: C) => D): (x: A) => D;
export function named<A, B, C, D, E>(
  name: string,
  a: (x: A) => B,
  b: (x: B) => C,
  c: (x: C) => D,
  d: (x: D) => E,
): (x: A) => E;
export function named<A, B, C, D, E, F>(
  name: string,
  a: (x: A) => B,
  b: (x: B) => C,
  c: (x: C) => D,
  d: (x: D) => E,
  e: (x: E) => F,
): (x: A) => F;
export function named<A, B, C, D, E, F, G>(
  name: string,
  a: (x: A) => B,
  b: (x: B) => C,
  c: (x: C) => D,
  d: (x: D) => E,
  e: (x: E) => F,
  f: (x: F) => G,
): (x: A) => G;
export function named<A, B, C, D, E, F, G, H>(
  name: string,
  a: (x: A) => B,
  b: (x: B) => C,
  c: (x: C) => D,
  d: (x: D) => E,
  e: (x: E) => F,
  f: (x: F) => G,
  g: (x: G) => H,
): (x: A) => H;
export function named<A, B, C, D, E, F, G, H, I>(
  name: string,
  a: (x: A) => B,
  b: (x: B) => C,
  c: (x: C) => D,
  d: (x: D) => E,
  e: (x: E) => F,
  f: (x: F) => G,
  g: (x: G) => H,
  h: (x: H) => I,
): (x: A) => I;
export function named<A>(name: string, ...layers: ((x: A) => A)[]): (x: A) => A;
export function named(name: string, ...layers: ((x: never) => unknown)[]): (x: Node) => unknown {
  if (typeof name !== 'string' || name === '')
    throw new ContractError('named', 'the name must be a text', printed(name), "Try named('ranker', dense(10)).");
  for (const layer of layers) functionOf('named', 'each layer', layer);
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
    return circuit.within(scope, () => layers.reduce<unknown>((value, layer) => layer(value as never), x));
  };
}
