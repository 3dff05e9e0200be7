/** The part of the host that is used here. Unlike the date, it is never set back. */
interface Host {
  readonly performance: { readonly now: () => number };
}

/** Milliseconds since some time. */
export function now(): number {
  return (globalThis as unknown as Host).performance.now();
}
