import { add, square, sub } from '@thalweg/graph';
import { cubicRoots } from './internal/cubic-roots.ts';
import { surface, type Minimum, type Surface } from './surface.ts';

/**
 * Himmelblau’s function, `(x² + y − 11)² + (x + y² − 7)²`: four minima, all at 0, and a hill between them near
 * (−0.27, −0.92). The start of a descent decides in which one it ends.
 *
 * - **Source** Himmelblau, "Applied Nonlinear Programming", 1972
 *
 * @example
 * read(himmelblau.loss(constant([3, 0]), constant([2, 0]))).toArray() // => [0, 170]
 */
export const himmelblau: Surface = /* @__PURE__ */ surface({
  name: 'himmelblau',
  loss: (x, y) => add(square(sub(add(square(x), y), 11)), square(sub(add(x, square(y)), 7))),
  minima: /* @__PURE__ */ crossings(),
  saddles: [
    { x: 3.385154183607021, y: 0.07385187983774929, loss: 13.31192627040559 },
    { x: 0.08667750455539635, y: 2.884254701174776, loss: 67.71915008752614 },
    { x: -3.0730257507643896, y: -0.08135304428796751, loss: 104.01516291755811 },
    { x: -0.12796134673068007, y: -1.9537149802445764, loss: 178.33723920192746 },
  ],
  start: [0, 0],
  view: { x: [-6, 6], y: [-6, 6] },
});

/**
 * Returns the points where both squares are 0. Substituting y = 11 − x² turns the second square’s base into
 * (x − 3)(x³ + 3x² − 13x − 38), and x = t − 1 turns the cubic factor into t³ − 16t − 23.
 */
function crossings(): Minimum[] {
  const roots = [3, ...cubicRoots(-16, -23).map(t => t - 1)];
  return roots.map(x => ({ x, y: 11 - x ** 2, loss: 0, kind: 'global' }));
}
