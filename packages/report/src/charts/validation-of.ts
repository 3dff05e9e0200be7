import type { ValueOf } from '../series/series.ts';

/** Returns a function that reads a number from the validation of a record. */
export function validationOf(name: string): ValueOf {
  return ({ validation }) => numberIn(validation, name);
}

/** Returns the number of that name in an object; `undefined` without one. */
export function numberIn(values: unknown, name: string): number | undefined {
  if (typeof values !== 'object' || values === null) return undefined;
  const value = (values as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'number' ? value : undefined;
}
