/** Copies sums. A loop, as they are few and `set` takes longer to begin than they take. */
export function copySums(to: Float64Array, from: Float64Array): void {
  for (let i = 0; i < to.length; i++) to[i] = from[i]!;
}
