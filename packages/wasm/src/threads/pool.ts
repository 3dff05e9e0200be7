import { GraphError } from '@thalweg/graph';
import { host } from '../host.ts';
import type { WorkerLike } from './spawn.ts';
import type { WorkMessage } from './work-loop.ts';

/** Words of `control`, see `workLoop`. */
const [SENT, CURRENT, CALLS] = [0, 1, 2] as const;

/** So long a pass waits for another thread; it does so only if that was stopped amid a chunk. */
const MOST_MS = 10_000;

/** The workers of one runner. They start with the first plan that has work for them, and end with the last frame. */
export class Pool {
  /** With the one that asks. */
  readonly threads: number;
  readonly #spawn: () => WorkerLike;
  readonly #fallback: boolean;
  readonly #control: Int32Array<SharedArrayBuffer>;
  #workers: readonly WorkerLike[] = [];
  #started = false;
  /** How many plans there have been. */
  #plans = 0;
  /** Calls the workers back from the plan of the moment. */
  #leave = (): void => {};
  #failure: Error | undefined = undefined;

  constructor(threads: number, spawn: () => WorkerLike, fallback: boolean) {
    this.threads = threads;
    this.#spawn = spawn;
    this.#fallback = fallback;
    this.#control = new Int32Array(new SharedArrayBuffer(4 * (CALLS + threads)));
  }

  /** Tells the workers of a plan; its number. */
  add(module: object, memory: object): number {
    this.#start();
    const id = ++this.#plans;
    this.#send({ id, module, memory });
    return id;
  }

  drop(id: number): void {
    this.#send({ id });
  }

  /** Before a pass of a plan: calls the workers to it. Throws what keeps them from taking part. */
  call(id: number, leave: () => void): void {
    if (this.#failure !== undefined) throw this.#failure;
    const control = this.#control;
    if (Atomics.load(control, CURRENT) !== id) {
      this.#leave();
      this.#leave = leave;
      Atomics.store(control, CURRENT, id);
      this.#wake();
    } else
      for (let thread = 1; thread < this.threads; thread++)
        if (Atomics.load(control, CALLS + thread) > 0) return this.#wake();
  }

  /** Called amid a pass when a worker has failed, or keeps it waiting. */
  readonly late = (failed: number, times: number): void => {
    if (times === 0) this.#since = Date.now();
    if (failed === 0 && Date.now() - this.#since < MOST_MS) return;
    const given = failed === 0 ? `none for ${MOST_MS / 1000} s from a worker` : 'an error in a worker';
    // As a trap: what was written stays, so no interpreter should go on from there.
    const Fault = host().RuntimeError;
    const message = `threads: each worker must finish its part, got ${given}. Go on from a snapshot, for registers may be half written.`;
    this.end((this.#failure = new Fault(message)));
    throw this.#failure;
  };
  #since = 0;

  /** Ends all workers. */
  end(failure?: Error): void {
    this.#failure = failure;
    this.#leave = () => {};
    this.#started = false;
    for (const worker of this.#workers) void worker.terminate();
    this.#workers = [];
  }

  #start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#control.fill(0);
    const workers: WorkerLike[] = [];
    this.#workers = workers;
    const fail = (event: unknown): void => {
      if (this.#workers === workers && !this.#fallback) this.#failure ??= refused(event);
    };
    try {
      for (let thread = 1; thread < this.threads; thread++) workers.push(this.#spawned(fail));
    } catch (error) {
      fail(error);
    }
  }

  #spawned(fail: (event: unknown) => void): WorkerLike {
    const worker = this.#spawn();
    worker.unref?.();
    if (worker.on !== undefined) worker.on('error', fail);
    else worker.onerror = fail;
    return worker;
  }

  #send(message: Omit<WorkMessage, 'control' | 'thread'>): void {
    const control = this.#control;
    this.#workers.forEach((worker, i) => worker.postMessage({ control, thread: i + 1, ...message }));
    Atomics.add(control, SENT, 1);
    this.#leave();
    this.#wake();
  }

  #wake(): void {
    Atomics.add(this.#control, CALLS, 1);
    Atomics.notify(this.#control, CALLS);
  }
}

function refused(event: unknown): GraphError {
  const { message = 'an error without a message' } = (event ?? {}) as { readonly message?: string };
  return new GraphError(
    'threads',
    'workers must start',
    message.replace(/\.+$/, ''),
    "Allow 'worker-src blob:' in the page’s policy, pass { spawn } with a worker of your own, or ask for wasm({ fallback: true }).",
  );
}
