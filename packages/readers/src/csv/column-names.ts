import { DataError } from '@thalweg/data';

/** Returns the name of a column that has none. */
export function columnName(at: number): string {
  return `column${at + 1}`;
}

/**
 * Returns the names of columns, in which one that is empty is named after its number.
 *
 * - **Throws** `DataError` if two are the same, or one is no UTF-8
 */
export function checkedNames(source: string, names: readonly (string | undefined)[]): readonly string[] {
  const seen = new Map<string, number>();
  return names.map((given, at) => {
    if (given === undefined)
      throw new DataError(
        source,
        'the names of columns must be UTF-8',
        `other bytes in column ${at + 1}`,
        "Name the encoding, as in { encoding: 'windows-1252' }, or check whether the file is CSV.",
        {
          source,
        },
      );
    if (given === '__proto__')
      throw new DataError(
        source,
        'a column must have another name than __proto__',
        given,
        'Name the columns yourself.',
        {
          source,
        },
      );
    const name = given === '' ? columnName(at) : given;
    const before = seen.get(name);
    seen.set(name, at);
    if (before === undefined) return name;
    const advice = "Name the columns yourself, and leave the line out: { skipLines: 1, header: ['a', 'b'] }.";
    const places = `'${name}' in columns ${before + 1} and ${at + 1}`;
    throw new DataError(source, 'the names of columns must differ', places, advice, { source });
  });
}
