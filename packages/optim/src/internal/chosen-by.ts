import { GraphError, type Parameter } from '@thalweg/graph';
import { suggestion } from '@thalweg/tensor/engine';
import type { ParameterFilter } from '../parameter-filter.ts';
import type { Updates } from '../updates.ts';
import { selector } from './selector.ts';

/**
 * Returns the predicate of a filter, and refuses one that no parameter of the loss matches. Those that other transforms have
 * taken away count too, so that a transform may serve several groups.
 */
export function chosenBy(names: ParameterFilter, { gradients }: Updates): (parameter: Parameter) => boolean {
  const chosen = selector(names);
  if (gradients.parameters.some(chosen)) return chosen;
  const [requirement, given, text] = inWords(names);
  const known = [...new Set(gradients.parameters.map(({ name }) => name))];
  throw new GraphError('names', requirement, given, suggestion(text, known));
}

/** Returns the requirement and the given value for an error, and the text that a name may be near to. */
function inWords(names: ParameterFilter): readonly [requirement: string, given: string, text: string] {
  if (typeof names === 'function') return ['a predicate must be true of a parameter', 'false of each', ''];
  const pattern = 'a pattern must match a parameter';
  if (typeof names !== 'string') return [pattern, String(names), names.source];
  return [names.includes('*') ? pattern : 'a name must be that of a parameter', `'${names}'`, names];
}
