/** Reads a field of nothing. */
export function readsNothing(x: number): number {
  return (undefined as unknown as { readonly at: number[] }).at[x]!;
}

/** Returns NaN for any number. */
export function losesNumbers(x: number): { readonly y: number } {
  return { y: (x - x) * NaN };
}

/** Rejects a promise that nobody sees. */
export function rejects(): Promise<void> {
  void Promise.reject(new TypeError('nobody sees this'));
  return Promise.resolve();
}

/** Returns what it was given. */
export function works(x: number): number {
  return x;
}
