import { GraphError, type Parameter } from '@thalweg/graph';

/**
 * Which parameters are meant: by their whole name, in which a `*` stands for any characters, by a RegExp that finds
 * something in the name, or by a predicate.
 */
export type Selection = string | RegExp | ((parameter: Parameter) => boolean);

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
