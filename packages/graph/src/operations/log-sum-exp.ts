import type { Shape } from '@thalweg/tensor';
import type { Node } from '../node/node.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { type AxesOptions, type Reduced, reductionOf, withoutAxes } from '../protocol/axes.ts';
import { abs } from './abs.ts';
import { add } from './add.ts';
import { less } from './comparison.ts';
import { exp } from './exp.ts';
import { log } from './log.ts';
import { max } from './max.ts';
import { stopGradient } from './stop-gradient.ts';
import { sub } from './sub.ts';
import { sum } from './sum.ts';
import { where } from './where.ts';

/**
 * `y = ln Σ e^xᵢ` over axes; safe for large inputs, −∞ without elements.
 *
 * - **Shape** `x: S → S` without the axes, or with size 1 along them if `keep`
 * - **Gradient** `∂x = ∂y·softmax(x)`, by composition
 *
 * @example
 * read(logSumExp(constant([1000, 1000]))).item() // => 1000.6931762695312
 */
export function logSumExp<S extends Shape, const O extends AxesOptions = object>(
  x: Node<S>,
  options?: O,
): Node<Reduced<S, O>> {
  const { axes, keep } = reductionOf('logSumExp', x as Node, options);
  sameFloats('logSumExp')([x.dtype]);
  const kept = { axes, keep: true };
  const largest: Node = max<Shape, AxesOptions>(x, kept);
  // What is subtracted must be finite: ∞ − ∞ is none.
  const shift = stopGradient(where(less(abs(largest), Infinity), largest, 0));
  const y = add(log(sum<Shape, AxesOptions>(exp(sub(x as Node, shift)), kept)), shift);
  return (keep ? y : withoutAxes(y, axes)) as Node<Reduced<S, O>>;
}
