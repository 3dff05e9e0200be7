import type { Key, Shape } from '@thalweg/tensor';
import { nodeOf, type Node } from '../node/node.ts';
import type { Reduced } from '../protocol/axes.ts';
import { add } from './add.ts';
import { argmax } from './argmax.ts';
import { log } from './log.ts';
import { neg } from './neg.ts';
import { uniformLike } from './uniform-like.ts';

/**
 * Classes drawn with the probabilities `softmax(logits)` along the last axis: the position of the largest of `logits + g`,
 * where g is Gumbel noise, `−ln(−ln u)`. As the numbers of {@link uniformLike}, the draws are a pure function of the key and a counter:
 * a state with a rule gives new ones at every step. A logit of −∞ is never drawn beside a finite one.
 *
 * - **Shape** `logits: […S, classes], counter: [] → S`, int32; counter int32
 * - **Gradient** refused
 * - **Throws** `ShapeError` for a scalar or an empty axis; `DtypeError` unless the logits are floats and the counter int32
 * - **Source** Gumbel, "Statistical Theory of Extreme Values and Some Practical Applications", 1954
 *
 * @example
 * const sure = categoricalLike(constant([0, 100, 0]), key(1), constant(0, { dtype: 'int32' }));
 * read(sure).item() // => 1
 */
export function categoricalLike<S extends Shape>(
  logits: Node<S>,
  key: Key,
  counter: Node<readonly []>,
): Node<Reduced<S, { readonly axes: -1; readonly keep: false }>> {
  const uniform = uniformLike(nodeOf('categoricalLike', logits as Node), key, counter);
  return argmax(add(logits as Node, neg(log(neg(log(uniform))))) as Node) as never;
}
