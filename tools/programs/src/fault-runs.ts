/** The number of runs that the environment variable `FAULT_RUNS` asks for with each kind of fault, at most so many. */
export function faultRunsOf(most: number): number {
  return Math.min(most, Number(process.env['FAULT_RUNS'] ?? most));
}

/** As many of the moments at which a run is killed, from the first to the last, evenly. */
export function someOf<T>(moments: readonly T[]): readonly T[] {
  const runs = faultRunsOf(moments.length);
  return Array.from(
    { length: runs },
    (_, i) => moments[Math.floor((i * (moments.length - 1)) / Math.max(1, runs - 1))]!,
  );
}
