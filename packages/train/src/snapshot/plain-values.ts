import type { Json } from './savable.ts';
import { StateError } from './state-error.ts';

/** The key of an object that encodes a number which JSON lacks. */
const NUMBER = '$number';

/**
 * Returns plain values as JSON in which every number survives: NaN, ±Infinity and −0 are written as `{"$number":"NaN"}`.
 * A key that begins with `$` gets a second `$`.
 *
 * - **Throws** {@link StateError} for a value that is not plain, with its path
 */
export function printValues(values: Json, path = ''): string {
  return JSON.stringify(written(values, path));
}

/** Parses the text that {@link printValues} returned. */
export function parseValues(text: string): Json {
  return meant(JSON.parse(text) as Json);
}

function written(value: unknown, path: string): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0)
      ? value
      : { [NUMBER]: Object.is(value, -0) ? '-0' : String(value) };
  if (Array.isArray(value)) return value.map((item, index) => written(item, `${path}[${index}]`));
  if (typeof value !== 'object' || ![Object.prototype, null].includes(Object.getPrototypeOf(value) as null))
    throw new StateError(
      'encodeSnapshot',
      `values must be plain: null, booleans, numbers, strings, arrays and objects of them`,
      `${typeof value === 'object' ? value.constructor.name : typeof value} at ${path}`,
      'Keep tensors among the tensors; write anything else as a string.',
    );
  const fields = Object.entries(value).map(([key, field]) => [
    key.startsWith('$') ? `$${key}` : key,
    written(field, path === '' ? key : `${path}.${key}`),
  ]);
  return Object.fromEntries(fields) as Json;
}

function meant(value: Json): Json {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(meant);
  const fields = Object.entries(value as Readonly<Record<string, Json>>);
  if (fields[0]?.[0] === NUMBER) return Number(fields[0][1]);
  return Object.fromEntries(fields.map(([key, field]) => [key.startsWith('$') ? key.slice(1) : key, meant(field)]));
}
