import { GraphError, type Parameter } from '@thalweg/graph';
import type { ParameterFilter } from '../parameter-filter.ts';

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
