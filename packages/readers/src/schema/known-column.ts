import { DataError } from '@thalweg/data';
import { suggestion } from '@thalweg/tensor/engine';

/**
 * Returns the name of a column that exists.
 *
 * - **Throws** `DataError` for any other, with the one that was meant
 */
export function knownColumn(source: string, name: string, names: readonly string[]): string {
  if (names.includes(name)) return name;
  const known = names.length > 20 ? [...names.slice(0, 20), '…'] : names;
  throw new DataError(
    source,
    'a column must exist',
    `'${name}'`,
    names.length === 0
      ? 'There are no columns.'
      : suggestion(name, names).replace(/^Choose.*/s, `Choose from '${known.join("', '")}'.`),
    { source },
  );
}
