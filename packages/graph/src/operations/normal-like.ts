import { foldIn, type Key, type Shape } from '@thalweg/tensor';
import type { Node } from '../node/node.ts';
import { log1p } from './log1p.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';
import { cos } from './sin.ts';
import { sqrt } from './sqrt.ts';
import { uniformLike } from './uniform-like.ts';

/**
 * Standard normal numbers in the shape and dtype of another value, from two uniform ones: `√(−2 ln(1 − u)) cos 2πv`. As those
 * of {@link uniformLike}, they are a pure function of the key and a counter: a state with a rule gives new ones at every step.
 *
 * - **Shape** `like: S, counter: [] → S`, counter int32
 * - **Gradient** zero
 * - **Throws** `DtypeError` unless the value is a float and the counter int32
 * - **Source** Box and Muller, "A Note on the Generation of Random Normal Deviates", 1958
 *
 * @example
 * const draws = normalLike(constant([0, 0, 0]), key(1), constant(0, { dtype: 'int32' }));
 * draws.shape // => [3]
 */
export function normalLike<S extends Shape>(like: Node<S>, key: Key, counter: Node<readonly []>): Node<S> {
  const [u, v] = ['radius', 'angle'].map(part => uniformLike(like as Node, foldIn(key, part), counter)) as [Node, Node];
  return mul(sqrt(mul(-2, log1p(neg(u)))), cos(mul(2 * Math.PI, v))) as Node as Node<S>;
}
