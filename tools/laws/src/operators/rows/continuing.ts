/** What must come of the same items again, where an operator goes on with the state that it has. */
export function continuing<T>(
  oracle: (items: readonly T[]) => readonly unknown[],
): (items: readonly T[]) => readonly unknown[] {
  return items => oracle([...items, ...items]).slice(oracle(items).length);
}
