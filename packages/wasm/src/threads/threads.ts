import { GraphError } from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import { Pool } from './pool.ts';
import { spawnFromText, type WorkerLike } from './spawn.ts';
import { openingOf, type Opening } from './worker-group.ts';

/** Options of {@link threads}. */
export interface ThreadsOptions {
  /** Starts a worker whose program imports `@thalweg/wasm/worker`. */
  readonly spawn?: () => WorkerLike;
}

/** The option `threads` of `wasm()`: opens the threads of a runner for one frame after another. */
export type Threads = (fallback: boolean) => Opening | undefined;

/**
 * Threads for `wasm()`, the calling one included: large products and elementwise loops are computed in chunks, to the
 * same bits as with one thread. The others are workers, which start with the first pass and join in when they are ready; they
 * sleep when there is nothing to do, and end with the last frame that uses the runner.
 *
 * In a page, memory is shared only if it is isolated: serve it with `Cross-Origin-Opener-Policy: same-origin` and
 * `Cross-Origin-Embedder-Policy: require-corp`. Workers come from a `blob:`, for which a policy needs `worker-src blob:`. To do
 * without, serve a file of your own that has just `import '@thalweg/wasm/worker'`, and pass
 * `spawn: () => new Worker(new URL('./that-file.ts', import.meta.url), { type: 'module' })`.
 *
 * - **Throws** `GraphError` if `count` is not a whole number from 1 on; from `wasm()` where no memory is shared, and from a pass
 *   where workers cannot start, unless `wasm({ fallback: true })` allows one thread
 *
 * @example
 * train(loss, adam(), { runner: wasm({ threads: threads(2) }) })
 */
export function threads(count: number, options?: ThreadsOptions): Threads {
  const { spawn } = optionsOf('threads', options, { spawn: spawnFromText });
  if (!Number.isInteger(count) || count < 1 || count > MOST)
    throw new GraphError(
      'threads',
      `there must be 1 to ${MOST} threads`,
      String(count),
      'Give as many as there are cores.',
    );
  return fallback => {
    if (count === 1) return undefined;
    if (typeof SharedArrayBuffer === 'undefined') {
      if (fallback) return undefined;
      throw new GraphError(
        'threads',
        'memory must be shared',
        'a page that is not isolated',
        'Serve it with Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp, or ask for wasm({ fallback: true }).',
      );
    }
    return openingOf(new Pool({ threads: count, spawn, fallback }));
  };
}

/** More would find nothing to do. */
const MOST = 64;
