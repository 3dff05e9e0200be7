import { GraphError } from '@thalweg/graph';

/** Returns the value of an option. Throws `GraphError`, with the nearest name, for a value that is not one of those allowed. */
export function oneOf<T extends string>(what: string, value: T, allowed: readonly T[]): T {
  if (allowed.includes(value)) return value;
  const [nearest] = allowed
    .map(name => ({ name, edits: editsBetween(name.toLowerCase(), String(value).toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits);
  const names = allowed.map(name => `'${name}'`).join(', ');
  throw new GraphError(what, `it must be one of ${names}`, `'${String(value)}'`, `Did you mean '${nearest!.name}'?`);
}

/** The least number of letters to insert, delete or replace. Source: Wagner and Fischer, "The String-to-String Correction Problem", 1974. */
function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length]!;
}
