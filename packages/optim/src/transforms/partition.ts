import { GraphError } from '@thalweg/graph';
import { checkNamed } from '../internal/check-named.ts';
import { selector } from '../internal/selector.ts';
import type { ParameterFilter } from '../parameter-filter.ts';
import type { Transform } from '../transform.ts';

/** Parameters, and what is done with their gradients. */
export interface ParameterGroup {
  /** Which they are; all that no earlier group has by default. */
  readonly names?: ParameterFilter;
  readonly transform: Transform;
}

/**
 * Another transform for each group of parameters; of several groups that a parameter could be of, it is of the first.
 * A transform sees its own group only, as if there were no others.
 *
 * - **Throws** `GraphError` without a group, for names that are neither a string nor a RegExp nor a predicate, and once
 *   it is given a parameter that is of no group, or none that has a name that was written out
 *
 * @example
 * partition([{ names: /bias$/, transform: sgd() }, { transform: adam() }])
 */
export function partition(groups: readonly ParameterGroup[]): Transform {
  if (groups.length === 0)
    throw new GraphError('partition', 'there must be a group', 'none', 'Try [{ transform: adam() }].');
  const parts = groups.map(({ names = '*', transform }) => ({ chosen: selector(names), transform }));
  return updates => {
    for (const { names } of groups) checkNamed(names, updates.parameters);
    const partOf = new Map(updates.parameters.map(one => [one, parts.find(({ chosen }) => chosen(one))]));
    for (const [parameter, part] of partOf)
      if (part === undefined)
        throw new GraphError(
          'partition',
          'every parameter must be of a group',
          `'${parameter.name}', which is of none`,
          'End with a group without names, which has all others.',
        );
    return updates.joined(parts.map(part => part.transform(updates.only(parameter => partOf.get(parameter) === part))));
  };
}
