import { add, becomes, div, where, type Node } from '@thalweg/graph';
import { checkWhole } from '../internal/check-whole.ts';
import { everyNth } from '../internal/every-nth.ts';
import { memory } from '../memory.ts';
import { onlyWhen } from '../only-when.ts';
import type { Transform } from '../transform.ts';

/**
 * The mean of the gradients of so many steps, for one update: with equal batches, what one batch of that many times their
 * size gives. In the steps between, neither parameters move nor what the transforms behind it remember; those count
 * updates, not steps. Of a table that was gathered from it sees every row.
 *
 * - **Memory** `accumulate.Σ(name)` for each parameter, and `accumulate.step`, the updates, if they are counted
 * - **Throws** `GraphError` for a count that is no whole number of at least 1
 *
 * @example
 * pipe(accumulate(4), clipByGlobalNorm(1), adam())
 */
export function accumulate(count: number): Transform {
  checkWhole(count, 'accumulate: count');
  return updates => {
    const { step } = updates;
    const full = everyNth(step, count);
    const means = updates.map((g, parameter) => {
      const sum = memory('accumulate.Σ', parameter);
      const total = add(sum, g);
      updates.addRule(becomes(sum, where(full, 0, total) as Node), parameter);
      return div(total, count);
    });
    return onlyWhen(means, full, 'accumulate.step');
  };
}
