import { setImmediate as turn } from 'node:timers/promises';

/** Whether nothing holds an object any more. It takes a few turns until weak references are cleared. */
export async function isCollected(...references: readonly WeakRef<object>[]): Promise<boolean> {
  for (let attempt = 0; attempt < 10; attempt++) {
    await turn();
    (globalThis as { gc?: () => void }).gc!();
    if (references.every(reference => reference.deref() === undefined)) return true;
  }
  return false;
}
