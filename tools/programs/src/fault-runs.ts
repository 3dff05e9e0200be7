/** Returns the number of runs that the environment variable `FAULT_RUNS` asks for with each kind of fault, at most so many. */
export function faultRunsOf(most: number): number {
  const asked = Number(process.env['FAULT_RUNS'] ?? most);
  if (!(Number.isInteger(asked) && asked >= 1))
    throw new RangeError(`FAULT_RUNS must be a whole number of at least 1, got ${process.env['FAULT_RUNS']}`);
  return Math.min(most, asked);
}

/** Returns as many of the moments at which a run is killed, from the first to the last, evenly. */
export function someOf<T>(moments: readonly T[]): readonly T[] {
  const runs = faultRunsOf(moments.length);
  return Array.from(
    { length: runs },
    (_, i) => moments[Math.floor((i * (moments.length - 1)) / Math.max(1, runs - 1))]!,
  );
}
