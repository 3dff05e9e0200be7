import { workLoop } from './work-loop.ts';

/** A worker of a browser, or of Node. */
export interface WorkerLike {
  /** Sends the worker a message. */
  postMessage(message: unknown): void;
  /** Ends the worker. */
  terminate(): unknown;
  /** Lets the process end. */
  unref?(): void;
  /** Subscribes to errors, in Node. */
  on?(event: 'error', listener: (error: unknown) => void): void;
  onerror?: unknown;
}

/** The part of the host that is used here. */
interface SpawningHost {
  readonly process?: { getBuiltinModule?(name: string): NodeWorkers };
  readonly Blob: new (parts: readonly string[], options: { readonly type: string }) => object;
  readonly URL: { createObjectURL(blob: object): string; revokeObjectURL(url: string): void };
  readonly Worker: new (url: string) => WorkerLike;
}

interface NodeWorkers {
  readonly Worker: new (code: string, options: object) => WorkerLike;
}

/** Starts a worker from a text: in Node as such, in a browser as a `blob:`, which a page's policy may forbid. */
export function spawnFromText(): WorkerLike {
  const { process, Worker, Blob, URL } = globalThis as unknown as SpawningHost;
  const text = `(${String(workLoop)})()`;
  const node = process?.getBuiltinModule?.('node:worker_threads');
  // What a process was started with, such as loaders, is nothing for a worker that imports nothing.
  if (node !== undefined) return new node.Worker(text, { eval: true, execArgv: [] });
  const url = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  try {
    return new Worker(url);
  } finally {
    URL.revokeObjectURL(url);
  }
}
