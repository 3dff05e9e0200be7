import type { Runner } from '@thalweg/graph';
import { wasm, type WorkerLike } from '@thalweg/wasm';
import { openingOf, Pool, spawnFromText } from '@thalweg/wasm/engine';

/** A runner with several threads, and the workers that it has started. */
export interface Threaded {
  readonly runner: Runner;
  readonly workers: readonly WorkerLike[];
  /** How many of them have not ended. */
  readonly alive: number;
}

/** A runner with so many threads that cuts what is much too small for that: for the tests of small circuits. */
export function threaded(threads: number, { least = 1e-6 } = {}): Threaded {
  const workers: WorkerLike[] = [];
  let alive = 0;
  const spawn = (): WorkerLike => {
    const worker = spawnFromText();
    (worker as { once?(event: 'exit', told: () => void): void }).once?.('exit', () => alive--);
    workers.push(worker);
    alive++;
    return worker;
  };
  const opening = (): ReturnType<typeof openingOf> => openingOf(new Pool({ threads, spawn, fallback: false, least }));
  return {
    runner: wasm({ threads: opening }),
    workers,
    get alive() {
      return alive;
    },
  };
}
