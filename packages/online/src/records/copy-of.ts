/**
 * A copy of a record, to assign fields to. In V8, a field that is assigned to an object made so costs a hundredth of one that
 * is added behind a spread.
 */
export function copyOf(record: object): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(record)) copy[name] = (record as Readonly<Record<string, unknown>>)[name];
  return copy;
}
