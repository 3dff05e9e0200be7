import type { Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { elementwise } from '../protocol/elementwise.ts';
import { GraphError } from '../errors/graph-error.ts';
import * as scalar from '../interpreter/scalar.ts';
import type { Node } from '../node/node.ts';
import { lessEqual } from './comparison.ts';
import { where } from './where.ts';

/** The bounds of `clip`; one may be left out. */
export interface ClipOptions {
  readonly min?: number;
  readonly max?: number;
}

type Bounded = (x: Node, bound: Node | number) => Node;

/** The larger of elements and a bound, with the gradient of a clip: its own where they are equal. */
export const atLeast: Bounded = /* @__PURE__ */ elementwise<Bounded>('clip', {
  formula: (x, bound) => scalar.max(x!, bound!),
  call: inputs => ['atLeast', ...inputs],
  gradient: (upstream, [x, bound]) => [where(lessEqual(bound!, x!), upstream, 0), undefined],
});

/** The smaller of elements and a bound, with the gradient of a clip. */
export const atMost: Bounded = /* @__PURE__ */ elementwise<Bounded>('clip', {
  formula: (x, bound) => scalar.min(x!, bound!),
  call: inputs => ['atMost', ...inputs],
  gradient: (upstream, [x, bound]) => [where(lessEqual(x!, bound!), upstream, 0), undefined],
});

/**
 * `x` held between bounds, `y = min(max(x, min), max)`.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y` between the bounds and at them, else 0
 * - **Throws** `GraphError` if no bound is given, or `min` is above `max`
 *
 * @example
 * read(clip(constant([-2, 0.5, 3]), { min: 0, max: 1 })).toArray() // => [0, 0.5, 1]
 */
export function clip<S extends Shape>(x: Node<S>, options: ClipOptions): Node<S> {
  const { min, max } = optionsOf('clip', options, { min: -Infinity, max: Infinity });
  if (min === -Infinity && max === Infinity)
    throw new GraphError('clip', 'a bound must be given', 'none', 'Give { min }, { max } or both.');
  if (!(min <= max))
    throw new GraphError('clip', 'min must not be above max', `${min} and ${max}`, 'Exchange the two.');
  const raised = min === -Infinity ? x : atLeast(x, min);
  return (max === Infinity ? raised : atMost(raised, max)) as Node<S>;
}
