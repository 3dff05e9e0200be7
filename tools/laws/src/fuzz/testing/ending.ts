/** Never returns. */
export function hangs(): void {
  for (;;);
}

/** Ends the process. */
export function ends(): void {
  process.exit(1);
}

/** Returns what it was given. */
export function works(x: number): number {
  return x;
}
