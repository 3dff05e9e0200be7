import { chosenBy, type ParameterFilter, selector } from '../rules/parameter-filter.ts';
import type { Transform } from '../rules/updates.ts';

/**
 * Applies a transform to some parameters only, as if there were no others: it takes norms over these parameters, and has memory
 * for them only. The updates of the other parameters are unchanged.
 *
 * - **Throws** `GraphError` for names that are neither a string nor a RegExp nor a predicate, and when it is
 *   applied to a loss of which no parameter matches, with the nearest name
 *
 * @example
 * pipe(mask(addDecayedWeights(1e-4), /weight$/), sgd())
 */
export function mask(transform: Transform, names: ParameterFilter): Transform {
  selector(names);
  return updates => {
    const chosen = chosenBy(names, updates);
    return updates.joined([transform(updates.only(chosen)), updates.only(parameter => !chosen(parameter))]);
  };
}
