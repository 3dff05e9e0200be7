import { GraphError } from '@thalweg/graph';

/** Returns the value of an option. Throws `GraphError`, with a name that begins alike, for a value that is not one of those allowed. */
export function oneOf<T extends string>(what: string, value: T, allowed: readonly T[]): T {
  if (allowed.includes(value)) return value;
  const given = String(value);
  const nearest = allowed.find(name => name[0] === given[0]?.toLowerCase()) ?? allowed[0]!;
  const names = allowed.map(name => `'${name}'`).join(', ');
  throw new GraphError(what, `it must be one of ${names}`, `'${given}'`, `Did you mean '${nearest}'?`);
}
