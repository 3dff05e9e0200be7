import { add, mul, square, sub } from '@thalweg/graph';
import { ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { cubicRoots } from './internal/cubic-roots.ts';
import { surface, type StationaryPoint, type Surface } from './surface.ts';

/** Options of {@link doubleWell}. */
export interface DoubleWellOptions {
  /** The slope added along x; 0.6 by default. A positive tilt makes the left well lower, a negative one the right well. */
  readonly tilt?: number;
}

/**
 * Returns a tilted double well, `(x² − 1)² + tilt·x + y²`: two minima with a saddle between them, on the line y = 0 where
 * `4x³ − 4x + tilt = 0`. With the default tilt, the right minimum, where a descent from the start ends, is the local one.
 *
 * - **Throws** `ContractError` if |tilt| is at least 8/(3√3) ≈ 1.54, which leaves only one well
 * - **Source** Strogatz, "Nonlinear Dynamics and Chaos", 1994, §3.6, on imperfect bifurcations
 *
 * @example
 * doubleWell().minima.map(({ x, kind }) => `${kind} ${x.toFixed(3)}`) // => ['local 0.914', 'global -1.068']
 */
export function doubleWell(options?: DoubleWellOptions): Surface {
  const { tilt } = optionsOf('doubleWell', options, { tilt: 0.6 });
  if (!(Math.abs(tilt) < 8 / (3 * Math.sqrt(3))))
    throw new ContractError('doubleWell', 'tilt must be within ±8/(3√3)', String(tilt), 'Try 0.6.');
  const [right, between, left] = cubicRoots(-1, tilt / 4);
  const at = (x: number): StationaryPoint => ({ x, y: 0, loss: (x ** 2 - 1) ** 2 + tilt * x });
  return surface({
    name: 'doubleWell',
    loss: (x, y) => add(add(square(sub(square(x), 1)), mul(tilt, x)), square(y)),
    minima: [
      { ...at(right), kind: tilt > 0 ? 'local' : 'global' },
      { ...at(left), kind: tilt < 0 ? 'local' : 'global' },
    ],
    saddles: [at(between)],
    start: [1.8, 1],
    view: { x: [-2, 2], y: [-1.5, 1.5] },
  });
}
