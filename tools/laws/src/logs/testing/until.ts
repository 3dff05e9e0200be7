import { setTimeout as after } from 'node:timers/promises';
import { expect } from 'vitest';

/** Waits for a condition. No machine is so slow that it needs the milliseconds that this waits at most. */
export async function until(what: string, isSo: () => boolean, patience = 30_000): Promise<void> {
  const start = performance.now();
  while (!isSo()) {
    if (performance.now() - start > patience) expect.fail(`${what}: not within ${patience} ms`);
    await after(1);
  }
}
