import { ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Moments } from './moments.ts';

/** The speed at which {@link exponentialMoments} forgets. */
export type Fading =
  /** The number of numbers after which one counts half as much as a new one. */
  | { readonly halfLife: number; readonly alpha?: never }
  /** With each new number, all earlier ones count 1 − α times as much. */
  | { readonly alpha: number; readonly halfLife?: never };

/**
 * Mean and variance in which a number counts `(1 − α)ᵏ` when k have come after it. The weights are divided by their sum, so
 * that the first numbers are not pulled to zero.
 *
 * - **Throws** `ContractError` for a half-life that is not above 0, or an α outside of (0, 1]
 * - **Source** West, "Updating Mean and Variance Estimates: An Improved Method", 1979, with weights that fade
 *
 * @example
 * stateful(runningMean(exponentialMoments({ halfLife: 1000 })))
 */
export function exponentialMoments(fading: Fading): Moments {
  const { halfLife, alpha } = optionsOf('exponentialMoments', fading, { halfLife: undefined, alpha: undefined });
  if (halfLife !== undefined && !(halfLife > 0 && halfLife < Infinity))
    throw new ContractError('exponentialMoments', 'halfLife must be above 0', String(halfLife), 'Try 1000.');
  if (halfLife === undefined && !(alpha! > 0 && alpha! <= 1))
    throw new ContractError('exponentialMoments', 'alpha must be above 0 and at most 1', String(alpha), 'Try 0.01.');
  const kept = halfLife === undefined ? 1 - alpha! : 2 ** (-1 / halfLife);
  // An accumulator: the sum of weights, the mean, the weighted sum of squares around it.
  return {
    settings: { exponential: kept },
    call: { $call: 'exponentialMoments', arguments: [halfLife === undefined ? { alpha: alpha! } : { halfLife }] },
    size: 3,
    add(cells, at, x) {
      const weight = (cells[at] = kept * cells[at]! + 1);
      const deviation = x - cells[at + 1]!;
      cells[at + 1]! += deviation / weight;
      cells[at + 2] = kept * cells[at + 2]! + deviation * (x - cells[at + 1]!);
    },
    checkAt(cells, at, is) {
      const [weight, mean, squares] = cells.subarray(at, at + 3);
      is.finite({ weight, mean });
      // The first deviation is that of the mean itself, but for rounding, of whatever sign.
      is.must(squares! >= -1e-9 * mean! ** 2, 'squares must be a number of at least 0', squares);
      is.must(
        weight! >= 1 || (weight === 0 && mean === 0 && squares === 0),
        'a weight must be 0 or at least 1',
        weight,
      );
    },
    mean: (cells, at) => (cells[at] === 0 ? NaN : cells[at + 1]!),
    variance: (cells, at) => cells[at + 2]! / cells[at]!,
  };
}
