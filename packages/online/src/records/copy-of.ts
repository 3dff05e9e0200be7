/**
 * Returns a copy of a record, to assign fields to. In V8, assigning a field to an object made in this way costs a hundredth of
 * adding one after a spread.
 */
export function copyOf(record: object): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(record)) copy[name] = (record as Readonly<Record<string, unknown>>)[name];
  return copy;
}
