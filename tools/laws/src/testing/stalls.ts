/** How long a call takes, in microseconds. */
function microsecondsOf(call: () => void): number {
  const began = performance.now();
  call();
  return (performance.now() - began) * 1000;
}

/** How often this machine stops a program for so many microseconds or more by itself, in some milliseconds. */
function stallsWithin(milliseconds: number, microseconds: number): number {
  let stalls = 0;
  for (const end = performance.now() + milliseconds; performance.now() < end;) {
    if (microsecondsOf(() => {}) >= microseconds) stalls++;
  }
  return stalls;
}

/** How many of many calls were late. */
export interface Lateness {
  /** In microseconds. */
  readonly median: number;
  readonly p999: number;
  /** Calls that took as long as the limit or longer. */
  readonly late: number;
  /** Turns of a loop that does nothing, in as much time, in between, in which a call that takes the median would have been late. */
  readonly stalls: number;
}

/** Times calls one by one, and a loop that does nothing in between: what stops that one is not the calls' doing. */
export function latenessOf(call: () => void, calls: number, limit: number): Lateness {
  const times = new Float64Array(calls);
  const usual = Array.from({ length: 1001 }, () => microsecondsOf(call)).sort((a, b) => a - b)[500]!;
  let [late, stalls] = [0, 0];
  for (let i = 0; i < calls;) {
    const began = performance.now();
    for (const end = i + 10_000; i < end; i++) {
      times[i] = microsecondsOf(call);
      if (times[i]! >= limit) late++;
    }
    stalls += stallsWithin(performance.now() - began, limit - usual);
  }
  times.sort();
  return { median: times[calls / 2]!, p999: times[0.999 * calls]!, late, stalls };
}

/** In words. */
export function described({ median, p999, late, stalls }: Lateness): string {
  return `p50 ${median.toFixed(2)} µs, p99.9 ${p999.toFixed(2)} µs; ${late} late, as were ${stalls} turns of a loop that does nothing`;
}
