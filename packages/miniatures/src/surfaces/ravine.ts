import { add, mul, square } from '@thalweg/graph';
import { ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { surface, type Surface } from './surface.ts';

/** Options of {@link ravine}. */
export interface RavineOptions {
  /** The condition number κ, the ratio of the curvatures across and along; 100 by default. */
  readonly condition?: number;
}

/**
 * Returns a ravine, `½(x² + κy²)`: a quadratic with condition number κ, lowest at (0, 0).
 *
 * - **Throws** `ContractError` if the condition number is below 1 or not finite
 * - **Source** Goh, "Why Momentum Really Works", 2017, on convex quadratics
 *
 * @example
 * read(ravine({ condition: 20 }).loss(constant(2), constant(1))).item() // => 12
 */
export function ravine(options?: RavineOptions): Surface {
  const { condition } = optionsOf('ravine', options, { condition: 100 });
  if (!(condition >= 1 && condition < Infinity))
    throw new ContractError('ravine', 'condition must be finite and at least 1', String(condition), 'Try 100.');
  return surface({
    name: 'ravine',
    loss: (x, y) => mul(0.5, add(square(x), mul(condition, square(y)))),
    minima: [{ x: 0, y: 0, loss: 0, kind: 'global' }],
    saddles: [],
    start: [-3, 1.5],
    view: { x: [-4, 4], y: [-2, 2] },
  });
}
