import { setImmediate as turn } from 'node:timers/promises';

/** Gives the event loop some turns. */
export async function turns(count = 5): Promise<void> {
  for (let i = 0; i < count; i++) await turn();
}

/** Whether nothing holds some objects any more. It takes a few turns until weak references are cleared. */
export async function areCollected(references: readonly WeakRef<object>[]): Promise<boolean> {
  for (let attempt = 0; attempt < 10; attempt++) {
    await turn();
    (globalThis as { gc?: () => void }).gc!();
    if (references.every(reference => reference.deref() === undefined)) return true;
  }
  return false;
}
