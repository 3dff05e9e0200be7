/** Milliseconds that `work` takes on the machine that the limits are for, while nothing else uses it. */
const WORK = 28;

/** Returns the milliseconds in which many small objects are made and found. */
function work(): number {
  const began = performance.now();
  const known = new Map<object, object>();
  let last: object = {};
  for (let n = 0; n < 200_000; n++) {
    const next = { last: known.get(last), n };
    known.set(next, [last, n]);
    last = next;
  }
  return performance.now() - began;
}

/**
 * Returns how many times slower this machine is now than the one that the limits are for; at least 1. The least of ten times
 * counts: a collection of garbage, or code that is not compiled yet, takes up to three times as long on any machine.
 */
export function slower(): number {
  return Math.max(1, Math.min(...Array.from({ length: 10 }, work)) / WORK);
}
