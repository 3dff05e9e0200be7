import { ContractError } from '@thalweg/tensor';
import type { LinePoint } from './line-point.ts';
import { WolfeSearch, type WolfeResult } from './wolfe-search.ts';

/** Options of {@link strongWolfe}. */
export interface WolfeOptions {
  /** The first step to try. */
  readonly first: number;
  /** c₁: the share of the decrease along the first slope that must be reached. */
  readonly c1: number;
  /** c₂: the share of the first slope that may be left. */
  readonly c2: number;
  /** The largest step; 1e10 by default. */
  readonly most?: number;
  /** The largest number of trials; 20 by default. */
  readonly trials?: number;
}

/**
 * Searches along a line for a step that meets the strong Wolfe conditions, `φ(α) ≤ φ(0) + c₁ α φ′(0)` and
 * `|φ′(α)| ≤ c₂ |φ′(0)|`. It yields the steps to try, and is given the value and the slope at each. A trial that is not
 * finite is too long.
 *
 * - **Throws** `ContractError` if the function does not fall at the start
 * - **Source** Moré and Thuente, "Line Search Algorithms with Guaranteed Sufficient Decrease", 1994, with the conditions of
 *   Nocedal and Wright, "Numerical Optimization", 2006, eq. 3.7
 */
export function* strongWolfe(
  start: Pick<LinePoint, 'value' | 'slope'>,
  { first, c1, c2, most = 1e10, trials = 20 }: WolfeOptions,
): Generator<number, WolfeResult, Pick<LinePoint, 'value' | 'slope'>> {
  if (!(start.slope < 0))
    throw new ContractError(
      'strongWolfe',
      'the slope at 0 must be below 0',
      String(start.slope),
      'Turn the direction.',
    );
  const origin: LinePoint = { at: 0, ...start };
  const search = new WolfeSearch(origin, c1 * start.slope, most);
  let at = Math.min(first, most);
  for (let count = 0; count < trials; count++) {
    const trial: LinePoint = { at, ...(yield at) };
    if (!Number.isFinite(trial.value) || !Number.isFinite(trial.slope)) at = search.shorten(at);
    else {
      const decreases = trial.value <= start.value + c1 * at * start.slope;
      if (decreases && Math.abs(trial.slope) <= -c2 * start.slope) return { end: 'found', step: at };
      if (decreases && at === most && trial.slope <= c1 * start.slope) return { end: 'unbounded', step: at };
      at = search.next(trial, decreases);
    }
    if (search.isNarrow(at)) return search.best('close');
  }
  return search.best('tired');
}
