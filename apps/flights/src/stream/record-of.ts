/** Returns an object with a value for each of some names. */
export function recordOf<const N extends string, T>(
  names: readonly N[],
  valueOf: (name: N) => T,
): Readonly<Record<N, T>> {
  return Object.fromEntries(names.map(name => [name, valueOf(name)])) as Record<N, T>;
}
