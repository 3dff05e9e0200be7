/** Returns where each of some parts begins in all of them, and after these where the last one ends. */
export function startsOf(parts: readonly ArrayLike<unknown>[]): Uint32Array {
  const starts = new Uint32Array(parts.length + 1);
  for (let i = 0; i < parts.length; i++) starts[i + 1] = starts[i]! + parts[i]!.length;
  return starts;
}

/** Reads what {@link startsOf} returned. Throws `RangeError` if a part ends before it begins. */
export function readStarts(buffer: ArrayBuffer, at: number, parts: number): Uint32Array {
  const starts = new Uint32Array(buffer, at, parts + 1);
  for (let i = 0; i < parts; i++) if (starts[i]! > starts[i + 1]!) throw new RangeError('a part ends before it begins');
  return starts;
}
