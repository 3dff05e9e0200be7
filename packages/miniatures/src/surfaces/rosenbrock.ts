import { add, mul, square, sub } from '@thalweg/graph';
import { surface, type Surface } from './surface.ts';

/**
 * Rosenbrock’s valley, `(1 − x)² + 100(y − x²)²`: easy to find, bent, and nearly flat towards its minimum at (1, 1).
 *
 * - **Source** Rosenbrock, "An Automatic Method for Finding the Greatest or Least Value of a Function", 1960
 *
 * @example
 * read(rosenbrock.loss(constant(-1), constant(1))).item() // => 4
 */
export const rosenbrock: Surface = /* @__PURE__ */ surface({
  name: 'rosenbrock',
  loss: (x, y) => add(square(sub(1, x)), mul(100, square(sub(y, square(x))))),
  minima: [{ x: 1, y: 1, loss: 0, kind: 'global' }],
  saddles: [],
  start: [-1.2, 1],
  view: { x: [-2, 2], y: [-1, 3] },
});
