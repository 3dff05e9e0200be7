import { DataError } from '@thalweg/data';

/**
 * Throws a `DataError` unless a field's value is a number or a vector of them, none infinite, and as many as before. NaN, and
 * null and undefined in a vector, stand for unknown numbers; a field that is missing or null is none.
 */
export function checkNumbers(operator: string, field: string, value: unknown, length: number | undefined): void {
  if (value === undefined || value === null) return;
  const vector =
    typeof value === 'object' && (Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value));
  const found = vector ? (value as ArrayLike<unknown>).length : 1;
  for (let i = 0; i < found; i++) {
    const x = vector ? (value as ArrayLike<unknown>)[i] : value;
    if (typeof x === 'number' ? x - x === 0 || x !== x : vector && (x === null || x === undefined)) continue;
    throw new DataError(
      operator,
      `the field '${field}' must be a finite number, or a vector of these`,
      vector ? `${String(x)} at element ${i}` : String(x),
      'Leave such records out, or give NaN for an unknown number.',
    );
  }
  if (found === (length ?? found) && found > 0) return;
  throw new DataError(
    operator,
    length === undefined
      ? `the field '${field}' must have numbers`
      : `the field '${field}' must have ${length} numbers, as before`,
    String(found),
    'Give each record a vector of the same length.',
  );
}
