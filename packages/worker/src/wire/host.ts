import { ContractError } from '@thalweg/tensor';
import type { TrainingPort } from './training-port.ts';

/** A port of a `MessageChannel`. */
export interface HostPort extends TrainingPort {
  readonly postMessage: (message: unknown, transfer: readonly unknown[]) => void;
  readonly start: () => void;
  readonly close: () => void;
  /** Node's. */
  readonly ref?: () => void;
  readonly unref?: () => void;
}

/** The locks of an origin. */
interface HostLocks {
  request(name: string, options: { readonly signal?: unknown }, held: () => Promise<void> | void): Promise<void>;
}

/** The parts of the host that are used. Browsers, workers and Node have them. */
interface Host {
  readonly MessageChannel: new () => { readonly port1: HostPort; readonly port2: HostPort };
  readonly setTimeout: (callback: () => void, ms: number) => unknown;
  readonly clearTimeout: (handle: unknown) => void;
  /** That of a worker, or of a page, which has a document. */
  readonly postMessage?: unknown;
  readonly document?: unknown;
  /** Those of a secure page and its workers. */
  readonly navigator?: { readonly locks?: HostLocks };
  readonly AbortController: new () => { readonly signal: unknown; abort(): void };
  /** Node's. */
  readonly process?: {
    getBuiltinModule?(name: 'node:worker_threads'): { readonly parentPort: TrainingPort | null };
  };
}

/** Returns the parts of the host that are used. */
export function host(): Host {
  return globalThis as unknown as Host;
}

/**
 * Returns the port of a worker to the thread that started it.
 *
 * - **Throws** `ContractError` outside of a worker
 */
export function ownPort(subject: string): TrainingPort {
  const { process, postMessage, document } = host();
  const parent = process?.getBuiltinModule?.('node:worker_threads').parentPort;
  if (parent != null) return parent;
  if (typeof postMessage === 'function' && document === undefined) return globalThis as unknown as TrainingPort;
  throw new ContractError(
    subject,
    'it must be called in a worker',
    'another place',
    'Start this script with new Worker(…), or pass { port }.',
  );
}

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
