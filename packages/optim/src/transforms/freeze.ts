import { chosenBy, type ParameterFilter, selector } from '../rules/parameter-filter.ts';
import type { Transform } from '../rules/updates.ts';

/**
 * Freezes some parameters: they get no update, and nothing is computed for them. If you put it first, the transforms
 * after it do not see their gradients; if you put it last, it only keeps them from moving.
 *
 * - **Throws** `GraphError` for names that are neither a string nor a RegExp nor a predicate, and when it is
 *   applied to a loss of which no parameter matches, with the nearest name
 *
 * @example
 * pipe(freeze('embedding/*'), clipByGlobalNorm(1), adam())
 */
export function freeze(names: ParameterFilter): Transform {
  selector(names);
  return updates => {
    const frozen = chosenBy(names, updates);
    return updates.only(parameter => !frozen(parameter));
  };
}
