import { DataError } from '@thalweg/data';
import { printed, suggestion } from '@thalweg/tensor/engine';

/** The key that matches a label to its record. */
export type Key = string | number;

/**
 * Returns a function that reads the key of a record or a label.
 *
 * - **Throws** `DataError` for an item without a key, with the field that was meant
 */
export function keyReader<T extends object>(key: string | ((item: T) => Key)): (item: T) => Key {
  const read = typeof key === 'function' ? key : (item: T): Key => (item as Readonly<Record<string, Key>>)[key]!;
  return item => {
    const found = read(item);
    // NaN is not itself.
    if (typeof found === 'string' || (typeof found === 'number' && found === found)) return found;
    throw new DataError(
      'joinLabels',
      typeof key === 'function'
        ? 'a key must be a string or a number'
        : `the key '${key}' must be a string or a number`,
      printed(found),
      typeof key === 'function' ? 'Return one for each item.' : suggestion(key, Object.keys(item)),
    );
  };
}

/** Returns a time. Throws `DataError` for what is no number; the clock does not move for NaN. */
export function checkTime(time: number): number {
  if (typeof time === 'number') return time;
  throw new DataError('joinLabels', 'the time of a record must be a number', printed(time), 'Check the option time.');
}
