import { host } from './host.ts';

/**
 * Returns a name for a lock that a worker holds as long as it lives; undefined where there are no locks. The page requests it too,
 * as Chromium fires no event when a worker is terminated or closes, and its message ports have no `close` event.
 */
export function lockName(): string | undefined {
  return host().navigator?.locks === undefined ? undefined : `thalweg-${Math.random().toString(36).slice(2)}`;
}

/** Requests a lock, and calls back once it is held, or with false if it cannot be. Returns a function that lets go of it. */
export function holdLock(name: string, answer: (isHeld: boolean) => void): () => void {
  let letGo = (): void => {};
  const held = new Promise<void>(resolve => (letGo = resolve));
  const taken = (): Promise<void> => {
    answer(true);
    return held;
  };
  const { locks } = host().navigator ?? {};
  if (locks === undefined) answer(false);
  else locks.request(name, {}, taken).catch(() => answer(false));
  return letGo;
}

/** Calls back when nobody holds a lock any more: its worker has ended. Returns a function that ends the waiting. */
export function awaitLock(name: string, free: () => void): () => void {
  const { navigator, AbortController } = host();
  const waiting = new AbortController();
  // Rejects when the waiting ends.
  void navigator!.locks!.request(name, { signal: waiting.signal }, free).catch(() => {});
  return () => waiting.abort();
}
