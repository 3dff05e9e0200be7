import { add, becomes, div, where, type Node } from '@thalweg/graph';
import { checkWhole } from '../rules/check-range.ts';
import { everyNth } from '../rules/step-count.ts';
import { memory } from '../rules/memory.ts';
import { onlyWhen } from '../rules/only-when.ts';
import type { Transform } from '../rules/updates.ts';

/**
 * Makes one update from the mean of the gradients of `count` steps. With equal batches it is the update of one batch
 * that is `count` times as large. In the steps between, the parameters and the memory of the transforms after it stay
 * unchanged, and those count updates, not steps. It sees every row of a gathered table.
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
