import { arrayOf } from '@thalweg/tensor/engine';
import { GraphError } from '@thalweg/graph';
import { chosenBy, type ParameterFilter, selector } from '../rules/parameter-filter.ts';
import type { Transform } from '../rules/updates.ts';

/** A group of parameters, and the transform of their updates. */
export interface ParameterGroup {
  /** The parameters of the group; by default all that no earlier group has. */
  readonly names?: ParameterFilter;
  readonly transform: Transform;
}

/**
 * Applies a separate transform to each group of parameters. A parameter belongs to the first group that matches it. A
 * transform sees its own group only, as if there were no other parameters.
 *
 * - **Throws** `GraphError` without a group, for names that are neither a string nor a RegExp nor a predicate, and when it is
 *   applied to a parameter of no group, or to a loss of which no parameter matches the names of a group. A group may be empty
 *   if earlier groups have all parameters that it matches
 *
 * @example
 * partition([{ names: /bias$/, transform: sgd() }, { transform: adam() }])
 */
export function partition(groups: readonly ParameterGroup[]): Transform {
  if (arrayOf('partition', 'groups', groups).length === 0)
    throw new GraphError('partition', 'there must be a group', 'none', 'Try [{ transform: adam() }].');
  for (const { names = '*' } of groups) selector(names);
  return updates => {
    const parts = groups.map(({ names, transform }) => ({
      chosen: names === undefined ? () => true : chosenBy(names, updates),
      transform,
    }));
    const partOf = new Map(updates.parameters.map(one => [one, parts.find(({ chosen }) => chosen(one))]));
    for (const [parameter, part] of partOf)
      if (part === undefined)
        throw new GraphError(
          'partition',
          'every parameter must belong to a group',
          `'${parameter.name}', which belongs to none`,
          'End with a group without names: all other parameters belong to it.',
        );
    return updates.joined(parts.map(part => part.transform(updates.only(parameter => partOf.get(parameter) === part))));
  };
}
