/** How long a call takes, in microseconds. */
function microsecondsOf(call: () => void): number {
  const began = performance.now();
  call();
  return (performance.now() - began) * 1000;
}

/** Returns the median of a thousand calls, in microseconds. */
function usual(call: () => void): number {
  return Array.from({ length: 1001 }, () => microsecondsOf(call)).sort((a, b) => a - b)[500]!;
}

/** Returns the number of calls that took so many microseconds or more, in some milliseconds. */
function lateWithin(milliseconds: number, microseconds: number, call: () => void): number {
  let late = 0;
  for (const end = performance.now() + milliseconds; performance.now() < end;) {
    if (microsecondsOf(call) >= microseconds) late++;
  }
  return late;
}

/** How many of many calls were late. */
export interface Lateness {
  /** In microseconds. */
  readonly median: number;
  readonly p999: number;
  /** Calls that took as long as the limit or longer. */
  readonly late: number;
  /** Calls of the other program, in as much time, in between, that were delayed by what would have made a usual call late. */
  readonly stalls: number;
}

/**
 * Times calls one by one, and those of another program in between: what delays both is not the calls' doing. The machine interrupts
 * a program, and empties the caches: the more the other program reads, the more of this it feels. One that does nothing feels least.
 */
export function latenessOf(call: () => void, calls: number, limit: number, other: () => void = () => {}): Lateness {
  const times = new Float64Array(calls);
  const delay = limit - usual(call) + usual(other);
  let [late, stalls] = [0, 0];
  for (let i = 0; i < calls;) {
    const began = performance.now();
    for (const end = i + 10_000; i < end; i++) {
      times[i] = microsecondsOf(call);
      if (times[i]! >= limit) late++;
    }
    stalls += lateWithin(performance.now() - began, delay, other);
  }
  times.sort();
  return { median: times[calls / 2]!, p999: times[0.999 * calls]!, late, stalls };
}

/** In words. */
export function described({ median, p999, late, stalls }: Lateness): string {
  return `p50 ${median.toFixed(2)} µs, p99.9 ${p999.toFixed(2)} µs; ${late} late, as were ${stalls} calls of another program`;
}
