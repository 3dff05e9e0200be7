import { checkNamed, selector, type Selection } from './selection.ts';
import type { Transform } from './transform.ts';

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
export function mask(transform: Transform, names: Selection): Transform {
  const chosen = selector(names);
  return gradients => {
    checkNamed(names, gradients.parameters);
    return gradients.joined([transform(gradients.only(chosen)), gradients.only(parameter => !chosen(parameter))]);
  };
}
