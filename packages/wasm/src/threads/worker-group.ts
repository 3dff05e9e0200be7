import type { Module } from '../assembler/module.ts';
import type { LinearMemory } from '../memory/linear-memory.ts';
import type { Among } from '../lowering/cut.ts';
import type { SharedLimits } from './jobs.ts';
import { ParallelKernels } from './parallel-kernels.ts';
import type { Pool } from './pool.ts';

/** The workers of a runner, as one frame uses them. */
export class WorkerGroup {
  readonly #pool: Pool;
  readonly #leave: () => void;

  constructor(pool: Pool, leave: () => void) {
    this.#pool = pool;
    this.#leave = leave;
  }

  /** The number of threads, from which the size of chunks follows. */
  get among(): Among {
    return this.#pool;
  }

  /** The kernels of a module that are computed in chunks. */
  kernels(module: Module, memory: LinearMemory, reserve: (bytes: number) => number): ParallelKernels {
    return new ParallelKernels(module, { memory, reserve, pool: this.#pool });
  }

  /** Leaves the workers; the last frame that does ends them. */
  close(): void {
    this.#leave();
  }
}

/** The threads of a runner, for one frame after another. */
export interface Opening {
  /** Of a memory that they can share. It reserves all that it may grow to: addresses, not bytes. */
  readonly limits: SharedLimits;
  readonly open: () => WorkerGroup;
}

/** Opens the threads of a pool for frames, and ends them with the last. */
export function openingOf(pool: Pool): Opening {
  let frames = 0;
  // Frames that nobody closes leave when they are collected.
  const abandoned = new FinalizationRegistry<() => void>(leave => leave());
  const open = (): WorkerGroup => {
    frames++;
    let left = false;
    const leave = (): void => {
      if (left) return;
      left = true;
      if (--frames === 0) pool.end();
    };
    const group = new WorkerGroup(pool, leave);
    abandoned.register(group, leave);
    return group;
  };
  return { limits: { initial: 16, maximum: 65_536, shared: true }, open };
}
