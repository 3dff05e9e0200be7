import type { Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { recurrence } from './reductions/recurrence.ts';
import { type Node, nodeOf } from '../node/node.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { axisOf, type RunningOptions } from '../protocol/axes.ts';
import { abs } from './abs.ts';
import { add } from './add.ts';
import { less } from './comparison.ts';
import { cummax } from './cummax.ts';
import { exp } from './exp.ts';
import { fillLike } from './fill-like.ts';
import { log } from './log.ts';
import { minimum } from './maximum.ts';
import { mul } from './mul.ts';
import { stopGradient } from './stop-gradient.ts';
import { sub } from './sub.ts';
import { where } from './where.ts';

/**
 * Running `yᵢ = ln Σ e^xⱼ` along an axis, over all `j ≤ i`, or over all `j ≥ i` if `reverse`; safe for large inputs, as the
 * largest so far is factored out.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂xⱼ = Σ ∂yᵢ·e^(xⱼ − yᵢ)` over all `i` whose sum has `xⱼ`, by composition
 *
 * @example
 * read(logCumSumExp(constant([1000, 1000]))).toArray() // => [1000, 1000.6931762695312]
 */
export function logCumSumExp<S extends Shape>(x: Node<S>, options?: RunningOptions): Node<S> {
  const { axis: given, reverse } = optionsOf('logCumSumExp', options, { axis: -1, reverse: false });
  sameFloats('logCumSumExp')([nodeOf('logCumSumExp', x as Node).dtype]);
  const along = { axis: axisOf('logCumSumExp', x as Node, given), reverse };
  const { values: largest } = cummax(x as Node, along);
  // What is subtracted must be finite: ∞ − ∞ is none.
  const shift = stopGradient(where(less(abs(largest), Infinity), largest, 0)) as Node;
  const terms = exp(sub(x as Node, shift)) as Node;
  // The sum so far is of smaller powers each time that the shift grows.
  const last = recurrence(shift, fillLike(shift, 0), along);
  const shrink = stopGradient(exp(minimum(sub(last, shift), 0))) as Node;
  const sums = add(terms, mul(shrink, recurrence(terms, shrink, along)));
  return add(log(sums), shift) as Node as Node<S>;
}
