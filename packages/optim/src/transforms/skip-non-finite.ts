import { optionsOf } from '@thalweg/tensor/engine';
import { add, becomes, cast, equal, mul, NumericError, operation, sum, where, type Node } from '@thalweg/graph'; // prettier-ignore
import { checkWhole } from '../rules/check-range.ts';
import { total } from '../rules/norms.ts';
import { onlyWhen } from '../rules/only-when.ts';
import type { Transform } from '../rules/updates.ts';

/** Options of {@link skipNonFinite}. */
export interface SkipOptions {
  /** The number of steps in a row that may be skipped, 5 by default. */
  readonly limit?: number;
}

/**
 * Skips steps in which a gradient is not finite: the parameters and the memory of the transforms after it stay
 * unchanged, and those count the other steps only. Put it first. A training with it does not refuse losses that are not
 * finite, unless its `whenNotFinite` says so.
 *
 * - **Memory** `skipNonFinite.skipped`, the number of skipped steps; `skipNonFinite.inARow`; `skipNonFinite.step`, the
 *   number of all others, if a transform counts them
 * - **Throws** `GraphError` for a limit that is no whole number of at least 1
 * - **Stream errors** `NumericError` in a step that exceeds the limit, which changes nothing
 *
 * @example
 * pipe(skipNonFinite({ limit: 3 }), adam())
 */
export function skipNonFinite(options?: SkipOptions): Transform {
  const { limit } = optionsOf('skipNonFinite', options, { limit: 5 });
  checkWhole(limit, 'skipNonFinite: limit');
  return updates => {
    // Infinity and NaN times 0 are NaN; everything else is 0.
    const sign = total(
      updates.parameters.map(parameter => sum(mul(0, cast(updates.elements(parameter), 'float64'))) as Node),
    );
    const finite = equal(sign, 0);
    for (const parameter of updates.parameters) updates.guarded.add(parameter);
    const skipped = updates.state(0, { name: 'skipNonFinite.skipped' });
    const inARow = updates.state(0, { name: 'skipNonFinite.inARow' });
    updates.addRule(becomes(skipped, where(finite, skipped, add(skipped, 1)) as typeof skipped));
    const run = becomes(inARow, within(limit, where(finite, 0, add(inARow, 1)) as Node) as typeof inARow);
    return onlyWhen(updates, equal(run, 0), 'skipNonFinite.step');
  };
}

/** Returns a count unchanged; the pass fails if it is above the limit. */
function within(limit: number, count: Node): Node {
  return operation({
    name: 'skipNonFinite',
    shape: ([of]) => of!,
    kernel: (output, [of]) => {
      if (of!.data[0]! > limit)
        throw new NumericError(
          'skipNonFinite',
          `at most ${limit} steps in a row may have a gradient that is not finite`,
          String(of!.data[0]),
          'Lower the learning rate, or find the first such value with guardFinite().',
        );
      output.data[0] = of!.data[0]!;
    },
  })(count);
}
