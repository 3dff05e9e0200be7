import { GraphError } from '@thalweg/graph';
import { host, now } from '../memory/host.ts';
import type { LinearMemory } from '../memory/linear-memory.ts';
import type { SharedLimits } from './jobs.ts';
import type { WorkerLike } from './spawn.ts';
import type { WorkMessage } from './work-loop.ts';

/** Words of `control`, see `workLoop`; then a flag for each worker that sleeps. */
const SENT = 0;
const CURRENT = 1;
const CALLS = 2;
const PASS = 3;
const SLEEPS = 4;

/** Options of a pool. */
export interface PoolOptions {
  /** The number of threads, with the calling one. */
  readonly threads: number;
  readonly spawn: () => WorkerLike;
  /** True to compute alone if workers cannot start. */
  readonly fallback: boolean;
  /** The least size of a chunk, as a share of one that pays. */
  readonly least?: number;
  /** The most milliseconds that a pass waits for a chunk: it waits only if a worker was stopped during it. */
  readonly mostMs?: number;
}

/** Signals that bring workers to a pass, and away from it. */
export interface PassSignals {
  readonly enter: () => void;
  readonly leave: () => void;
}

/** The workers of one runner. They start with the first pass that has work for them, and end with the last frame. */
export class Pool {
  readonly threads: number;
  readonly least: number;
  readonly #spawn: () => WorkerLike;
  readonly #fallback: boolean;
  readonly #mostMs: number;
  /** Another one each time that workers start. */
  #control: Int32Array<SharedArrayBuffer>;
  #workers: WorkerLike[] | undefined = undefined;
  /** The number of compiled passes so far. */
  #passes = 0;
  /** The signals of the current pass. */
  #signals: PassSignals | undefined = undefined;
  #failure: Error | undefined = undefined;
  /** The time when a pass began to wait. */
  #since = 0;

  constructor({ threads, spawn, fallback, least = 1, mostMs = 10_000 }: PoolOptions) {
    this.threads = threads;
    this.least = least;
    this.#spawn = spawn;
    this.#fallback = fallback;
    this.#mostMs = mostMs;
    this.#control = controlOf(threads);
  }

  /** Sends a compiled pass to the workers. Returns its number. */
  add(module: object, memory: object): number {
    if (this.#workers === undefined) this.#start();
    const id = ++this.#passes;
    this.#send({ id, module, memory });
    return id;
  }

  /** Makes them drop a compiled pass. */
  drop(id: number): void {
    this.#send({ id });
    if (Atomics.compareExchange(this.#control, CURRENT, id, 0) === id) this.#signals = undefined;
  }

  /** Before a pass: calls the workers to it. Throws what keeps them from taking part. */
  call(id: number, signals: PassSignals): void {
    if (this.#failure !== undefined) throw this.#failure;
    Atomics.store(this.#control, PASS, 1);
    const changed = Atomics.exchange(this.#control, CURRENT, id) !== id;
    if (changed) {
      this.#signals?.leave();
      this.#signals = signals;
    }
    // Another runner may have had a job in this memory since.
    signals.enter();
    if (changed || this.#sleeps()) this.#wake();
  }

  /** When a pass is over: the workers wait for another, and soon go to sleep. */
  rest(): void {
    Atomics.store(this.#control, PASS, 0);
  }

  /** Called during a pass when a worker has failed, or keeps it waiting; after too long a time that is an error. */
  late(failed: number, times: number, memory: LinearMemory): void {
    if (times === 0) this.#since = now();
    if (failed === 0 && now() - this.#since < this.#mostMs) return;
    const given = failed === 0 ? `none for ${this.#mostMs / 1000} s from a worker` : 'an error in a worker';
    // A worker that was given up may go on for a moment: the next to use this memory has another desk.
    (memory.limits as SharedLimits).desk = undefined;
    this.end();
    // As a trap: what was written stays, so no interpreter should go on from there.
    const Fault = host().RuntimeError;
    this.#failure = new Fault(
      `threads: each worker must finish its part, got ${given}. Go on from a snapshot, for registers may be half written.`,
    );
    throw this.#failure;
  }

  /** Ends all workers, and forgets why they failed. */
  end(): void {
    for (const worker of this.#workers ?? []) void worker.terminate();
    this.#workers = undefined;
    this.#signals = undefined;
    this.#failure = undefined;
    this.#control = controlOf(this.threads);
  }

  #start(): void {
    const workers: WorkerLike[] = (this.#workers = []);
    const fail = (event: unknown): void => {
      if (this.#workers === workers && !this.#fallback) this.#failure ??= refused(event);
    };
    try {
      for (let thread = 1; thread < this.threads; thread++) {
        const worker = this.#spawn();
        worker.unref?.();
        if (worker.on === undefined) worker.onerror = fail;
        else worker.on('error', fail);
        workers.push(worker);
      }
    } catch (error) {
      fail(error);
    }
  }

  #send(message: Omit<WorkMessage, 'control' | 'thread'>): void {
    const control = this.#control;
    this.#workers?.forEach((worker, i) => worker.postMessage({ control, thread: i + 1, ...message }));
    Atomics.add(control, SENT, 1);
    this.#signals?.leave();
    this.#wake();
  }

  #sleeps(): boolean {
    for (let thread = 1; thread < this.threads; thread++)
      if (Atomics.load(this.#control, SLEEPS + thread - 1) > 0) return true;
    return false;
  }

  #wake(): void {
    Atomics.add(this.#control, CALLS, 1);
    Atomics.notify(this.#control, CALLS);
  }
}

function controlOf(threads: number): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(4 * (SLEEPS + threads - 1)));
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
