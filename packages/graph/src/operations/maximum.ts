import { elementwise, type Binary } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import type { Node } from '../node/node.ts';
import { equal, greater, less } from './comparison.ts';
import { mul } from './mul.ts';
import { where } from './where.ts';

/**
 * The larger of two `y = max(a, b)`, element by element; NaN if either is.
 *
 * - **Shape** `a, b → broadcast(a, b)`
 * - **Gradient** `∂y` to the larger; a tie gives half to each
 */
export const maximum: Binary<'maximum'> = /* @__PURE__ */ elementwise('maximum', {
  formula: (a, b) => scalar.max(a, b),
  gradient: (upstream, [a, b]) => [
    share(upstream, greater(a!, b!), equal(a!, b!)),
    share(upstream, less(a!, b!), equal(a!, b!)),
  ],
});

/**
 * The smaller of two `y = min(a, b)`, element by element; NaN if either is.
 *
 * - **Shape** `a, b → broadcast(a, b)`
 * - **Gradient** `∂y` to the smaller; a tie gives half to each
 */
export const minimum: Binary<'minimum'> = /* @__PURE__ */ elementwise('minimum', {
  formula: (a, b) => scalar.min(a, b),
  gradient: (upstream, [a, b]) => [
    share(upstream, less(a!, b!), equal(a!, b!)),
    share(upstream, greater(a!, b!), equal(a!, b!)),
  ],
});

function share(upstream: Node, wins: Node, ties: Node): Node {
  return where(wins, upstream, where(ties, mul(upstream, 0.5), 0));
}
