import { add, exp, greater, log, mul, sub, where, type Node } from '@thalweg/graph';
import { numberIn } from './checked-arguments.ts';
import { elementLoss } from './element-loss.ts';
import { timesLog, weighted } from './elementwise.ts';
import type { LossOf } from './loss-of.ts';
import { lossOptionsOf, type TargetLossOptions } from './loss-options.ts';
import type { Reduction } from './reduction.ts';

/** Options of {@link poissonNegativeLogLikelihood}. */
export interface PoissonNegativeLogLikelihoodOptions<R extends Reduction = Reduction> extends TargetLossOptions<R> {
  /** True if predictions are logarithms of rates, which are then always positive; true by default. */
  readonly logInput?: boolean;
  /** Adds Stirling’s approximation of `ln target!` where the target is above 1; false by default. */
  readonly full?: boolean;
  /** A number that is added to predicted rates before their logarithm; 1e-8 by default. */
  readonly epsilon?: number;
}

/**
 * Mean of `e^x − y·x` for targets y, which are counts, and predictions x, which are logarithms of their rates; of
 * `x − y·ln(x + ε)` for predicted rates. The logarithm of y! is left out, or approximated if `full`.
 *
 * - **Shape** `prediction: S, target: S → []`, or `S` with the reduction `none`
 * - **Gradient** `(e^x − y) / n`, or `(1 − y/(x + ε)) / n`
 * - **Throws** `ShapeError` or `DtypeError` for a target of another shape or dtype; `NumericError` for a negative constant target;
 *   trainings refuse such a record with `DataError`
 *
 * @example
 * read(poissonNegativeLogLikelihood(constant([0, 2]))(constant([0, 0]))).item() // => 1
 */
export function poissonNegativeLogLikelihood<T extends Node, const R extends Reduction = 'mean'>(
  target: T,
  options?: PoissonNegativeLogLikelihoodOptions<R>,
): LossOf<'poissonNegativeLogLikelihood', T, R> {
  const own = { logInput: true, full: false, epsilon: 1e-8, ignore: undefined };
  const { logInput, full, epsilon, ...given } = lossOptionsOf(NAME, options, own);
  numberIn(NAME, 'epsilon', epsilon, { least: 0, advice: 'Try { epsilon: 1e-8 }.' });
  return elementLoss(
    NAME,
    target,
    given,
    (x, y) => {
      const losses = logInput ? sub(exp(x), weighted(y, x)) : sub(x, weighted(y, log(add(x, epsilon))));
      return full ? add(losses, logFactorial(y)) : losses;
    },
    { least: 0, advice: 'Give counts.' },
  );
}

const NAME = 'poissonNegativeLogLikelihood';

/** Stirling’s approximation of ln y!, and 0 up to 1. */
function logFactorial(y: Node): Node {
  const large = greater(y, 1);
  // The logarithm of other targets is not used, and neither is its gradient.
  const safe: Node = where(large, y, 1);
  return where(large, add(sub(timesLog(safe), safe), mul(log(mul(safe, 2 * Math.PI)), 0.5)), 0);
}
