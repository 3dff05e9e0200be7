import { checkNamed } from '../internal/check-named.ts';
import { selector } from '../internal/selector.ts';
import type { ParameterFilter } from '../parameter-filter.ts';
import type { Transform } from '../transform.ts';

/**
 * Has a transform see the parameters of some names only, as if there were no others: its norms are theirs, and it
 * remembers nothing else. The gradients of the others stay as they are.
 *
 * - **Throws** `GraphError` for names that are neither a string nor a RegExp nor a predicate, and once it is given
 *   parameters of which none has a name that was written out
 *
 * @example
 * pipe(mask(addDecayedWeights(1e-4), /weight$/), sgd())
 */
export function mask(transform: Transform, names: ParameterFilter): Transform {
  const chosen = selector(names);
  return updates => {
    checkNamed(names, updates.parameters);
    return updates.joined([transform(updates.only(chosen)), updates.only(parameter => !chosen(parameter))]);
  };
}
