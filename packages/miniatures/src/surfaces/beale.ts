import { add, mul, square, sub, type Node } from '@thalweg/graph';
import { surface, type Surface } from './surface.ts';

/**
 * Beale’s function, `(1.5 − x(1 − y))² + (2.25 − x(1 − y²))² + (2.625 − x(1 − y³))²`: a plain with steep walls at its
 * corners, lowest at (3, ½).
 *
 * - **Source** Beale, "On an Iterative Method for Finding a Local Minimum of a Function of More Than One Variable", 1958;
 *   start by Moré, Garbow and Hillstrom, "Testing Unconstrained Optimization Software", 1981, no. 5
 *
 * @example
 * read(beale.loss(constant(3), constant(0.5))).item() // => 0
 */
export const beale: Surface = /* @__PURE__ */ surface({
  name: 'beale',
  loss: (x, y) => {
    const y2 = square(y);
    const residual = (c: number, power: Node): Node => square(sub(c, mul(x, sub(1, power))));
    return add(add(residual(1.5, y), residual(2.25, y2)), residual(2.625, mul(y2, y)));
  },
  minima: [{ x: 3, y: 0.5, loss: 0, kind: 'global' }],
  saddles: [
    { x: 0, y: 1, loss: 14.203125 },
    { x: 0.10053793732415836, y: -2.644513585023125, loss: 9.86451228475556 },
  ],
  start: [1, 1],
  view: { x: [-4.5, 4.5], y: [-4.5, 4.5] },
});
