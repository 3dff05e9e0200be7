import type { AbortSignalLike } from './byte-source.ts';

/** Calls `cancel` when the signal aborts, or now if it has. Returns what stops waiting for it. */
export function whenAborted(signal: AbortSignalLike | undefined, cancel: () => void): () => void {
  if (signal?.aborted === true) cancel();
  signal?.addEventListener('abort', cancel);
  return () => signal?.removeEventListener('abort', cancel);
}
