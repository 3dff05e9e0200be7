import { GraphError, type Parameter } from '@thalweg/graph';

/**
 * Which parameters are meant: by their whole name, in which a `*` stands for any characters, by a RegExp that finds
 * something in the name, or by a predicate.
 */
export type Selection = string | RegExp | ((parameter: Parameter) => boolean);

/** Refuses a whole name that no parameter has: it is a mistake, where a pattern may well find nothing. */
export function checkNamed(names: Selection | undefined, parameters: readonly Parameter[]): void {
  if (typeof names !== 'string' || names.includes('*') || parameters.some(({ name }) => name === names)) return;
  const all = parameters.map(({ name }) => `'${name}'`).join(', ') || 'none';
  throw new GraphError('names', 'a name must be that of a parameter', `'${names}'`, `The parameters are ${all}.`);
}

/** Whether a parameter is one of those that are meant. */
export function selector(names: Selection): (parameter: Parameter) => boolean {
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

/** What a RegExp finds a text by. */
function literally(text: string): string {
  return text.replaceAll(/[\\^$.+?()[\]{}|]/g, String.raw`\$&`);
}
