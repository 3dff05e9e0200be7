import { nextTurn, now } from '@thalweg/data/engine';

/** Milliseconds after which the event loop gets a turn. */
const SLICE_MS = 8;

/** Returns a function to await between parts of a long work: it gives the event loop a turn if it had none for long. */
export function pauses(): () => Promise<void> | undefined {
  let since = now();
  return () => {
    if (now() - since < SLICE_MS) return undefined;
    return new Promise(resolve =>
      nextTurn(() => {
        since = now();
        resolve();
      }),
    );
  };
}
