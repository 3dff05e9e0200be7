import { GraphError, type Parameter } from '@thalweg/graph';
import { suggestion } from '@thalweg/tensor/engine';
import type { Updates } from './updates.ts';

/**
 * A choice of parameters: by their whole name, in which a `*` stands for any characters, by a RegExp that matches a
 * part of the name, or by a predicate.
 */
export type ParameterFilter = string | RegExp | ((parameter: Parameter) => boolean);

/** Returns the predicate of a filter of parameters. */
export function selector(names: ParameterFilter): (parameter: Parameter) => boolean {
  if (typeof names === 'function') return names;
  if (typeof names === 'string') return selector(new RegExp(`^${names.split('*').map(literally).join('.*')}$`, 's'));
  if (names instanceof RegExp) return ({ name }) => name.search(names) >= 0;
  throw new GraphError(
    'names',
    'must be a string, a RegExp or a predicate of a parameter',
    String(names),
    'Try a name with a *, such as "*/bias".',
  );
}

/** Returns the source of a RegExp that matches a text literally. */
function literally(text: string): string {
  return text.replaceAll(/[\\^$.+?()[\]{}|]/g, String.raw`\$&`);
}

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
