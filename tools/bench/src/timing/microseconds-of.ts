/** Work to time. */
interface Work {
  readonly run: () => unknown;
  /** The number of work units per call; 1 by default. */
  readonly units?: number;
}

/** Calls `run` for about `sliceMs`, in groups of growing size, so that short calls are not timed one by one. Returns microseconds a unit. */
export function microsecondsOf({ run, units = 1 }: Work, sliceMs: number): number {
  const start = performance.now();
  let elapsed = 0;
  let calls = 0;
  for (let group = 1; elapsed < sliceMs; group *= 2) {
    const most = calls === 0 ? 1 : Math.max(1, Math.ceil((calls * (sliceMs - elapsed)) / elapsed));
    const count = Math.min(group, most);
    for (let call = 0; call < count; call++) run();
    calls += count;
    elapsed = performance.now() - start;
  }
  return (1000 * elapsed) / (calls * units);
}
