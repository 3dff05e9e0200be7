import type { Shape } from '@thalweg/tensor';
import { squaredDeviations } from '../interpreter/squared-deviations.ts';
import type { Node } from '../node/node.ts';
import { div } from '../operations/div.ts';
import { maximum } from '../operations/maximum.ts';
import { mean } from '../operations/mean.ts';
import { mul } from '../operations/mul.ts';
import { square } from '../operations/square.ts';
import { sub } from '../operations/sub.ts';
import { sum } from '../operations/sum.ts';
import { operation } from '../protocol/operation.ts';
import { runsOf, type AxesOptions } from '../shape/axes.ts';
import { reducedShape } from '../shape/reduced-shape.ts';
import { allMapped } from './all-mapped.ts';
import { count } from './count.ts';

/** Mean and variance along the same axes, which are kept with size 1. */
interface Moments {
  readonly mean: Node;
  readonly variance: Node;
}

/** Returns mean and variance over axes, given as positions in order; the variance is divided by `n − correction`. */
export function moments(x: Node, axes: readonly number[], correction = 0): Moments {
  const center = mean<Shape, AxesOptions>(x, { axes, keep: true }) as Node;
  const free = maximum(sub(count(x, axes), correction), 0);
  return { mean: center, variance: div(deviations(x, center, axes), free) as Node };
}

/** The sum of squared distances from the mean. */
function deviations(x: Node, center: Node, axes: readonly number[]): Node {
  const [run, ...others] = runsOf(axes);
  if (run === undefined || others.length > 0)
    return sum<Shape, AxesOptions>(square(sub(x, center)), { axes, keep: true }) as Node;
  return deviationsFrom(x, center, ...run);
}

/** The sum of squared distances from a mean, over neighbouring axes `[from, to)`. */
export function deviationsFrom(x: Node, center: Node, from: number, to: number): Node {
  const apply = operation({
    name: 'squaredDeviations',
    shape: ([input]) => reducedShape(input!, from, to),
    kernel: squaredDeviations(from, to),
    mapped: isMapped => allMapped(isMapped, ([all, middle]) => deviationsFrom(all!, middle!, from + 1, to + 1)),
    call: inputs => ['deviationsFrom', ...inputs, from, to],
    // The mean is an input for this: what its own change would add is zero.
    gradient: (upstream, [input, middle]) => [mul(mul(2, upstream), sub(input!, middle!)), undefined],
  });
  return apply(x, center);
}
