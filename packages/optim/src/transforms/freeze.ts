import { checkNamed } from '../internal/check-named.ts';
import { selector } from '../internal/selector.ts';
import type { ParameterFilter } from '../parameter-filter.ts';
import type { Transform } from '../transform.ts';

/**
 * Leaves the parameters of some names where they are: they get no update at all, and nothing is computed for them. Put
 * it first, and the transforms behind it see no gradient of theirs; last, and it only holds them in place.
 *
 * - **Throws** `GraphError` for names that are neither a string nor a RegExp nor a predicate, and once it is given
 *   parameters of which none has a name that was written out
 *
 * @example
 * pipe(freeze('embedding/*'), clipByGlobalNorm(1), adam())
 */
export function freeze(names: ParameterFilter): Transform {
  const frozen = selector(names);
  return updates => {
    checkNamed(names, updates.parameters);
    return updates.only(parameter => !frozen(parameter));
  };
}
