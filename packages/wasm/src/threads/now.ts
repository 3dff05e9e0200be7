/** The part of the host that is used here. Unlike the date, this clock is never set. */
interface Host {
  readonly performance: { readonly now: () => number };
}

/** Returns the milliseconds since an arbitrary time. */
export function now(): number {
  return (globalThis as unknown as Host).performance.now();
}
