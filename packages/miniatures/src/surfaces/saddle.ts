import { square, sub } from '@thalweg/graph';
import { surface, type Surface } from './surface.ts';

/**
 * A saddle, `x² − y²`, without a minimum: flat at (0, 0), and falling without bound on both sides of the line y = 0. The
 * start lies close to that line.
 *
 * - **Source** Dauphin et al., "Identifying and Attacking the Saddle Point Problem in High-Dimensional Non-Convex
 *   Optimization", 2014
 *
 * @example
 * read(saddle.loss(constant(2), constant(1))).item() // => 3
 */
export const saddle: Surface = /* @__PURE__ */ surface({
  name: 'saddle',
  loss: (x, y) => sub(square(x), square(y)),
  minima: [],
  saddles: [{ x: 0, y: 0, loss: 0 }],
  start: [-1.5, 0.01],
  view: { x: [-2, 2], y: [-2, 2] },
});
