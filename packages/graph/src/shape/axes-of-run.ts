/** Returns the axes `[from, to)`, as options name them. */
export function axesOfRun(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, n) => from + n);
}
