import { ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { CurvaturePairs } from './curvature-pairs.ts';
import type { Minimizer } from './minimizer.ts';

/** Options of {@link lbfgs}. */
export interface LbfgsOptions {
  /** The number of steps that are remembered, 10 by default. They take `2 · memory` times the numbers of the parameters, in float64. */
  readonly memory?: number;
  /** c₁ of the Wolfe conditions, 1e-3 by default: the share of the decrease along the slope that a step must reach. */
  readonly c1?: number;
  /** c₂ of the Wolfe conditions, 0.9 by default: the share of the slope that a step may leave. */
  readonly c2?: number;
}

/**
 * Returns L-BFGS, a quasi-Newton method for {@link minimize}: the last steps and the changes of the gradient along them
 * stand for the inverse of the Hessian, and a line search finds steps that meet the strong Wolfe conditions. For losses that
 * are smooth and computed over all data: noise of batches or of dropout spoils what it learns.
 *
 * - **Memory** the last steps and changes, `2 · memory · n` numbers in float64
 * - **Throws** `ContractError` for a memory that is no whole number of at least 1, and unless 0 < c₁ < c₂ < 1
 * - **Source** Liu and Nocedal, "On the Limited Memory BFGS Method for Large Scale Optimization", 1989; Nocedal and Wright,
 *   "Numerical Optimization", 2006, algorithms 7.4 and 7.5; Moré and Thuente, 1994, for the line search. The defaults are those
 *   of L-BFGS-B
 *
 * @example
 * minimize(loss, lbfgs({ memory: 20 })).subscribe(({ iteration, loss }) => console.log(iteration, loss));
 */
export function lbfgs(options?: LbfgsOptions): Minimizer {
  const { memory, c1, c2 } = optionsOf('lbfgs', options, { memory: 10, c1: 1e-3, c2: 0.9 });
  if (!Number.isSafeInteger(memory) || memory < 1)
    throw new ContractError('lbfgs', 'memory must be a whole number of at least 1', String(memory), 'Try 10.');
  if (!(c1 > 0 && c1 < c2 && c2 < 1))
    throw new ContractError('lbfgs', 'c1 and c2 must be 0 < c1 < c2 < 1', `${c1} and ${c2}`, 'Try 1e-3 and 0.9.');
  return { name: 'lbfgs', c1, c2, begin: size => new CurvaturePairs(size, memory) };
}
