import type { Module } from '../assembler/module.ts';
import type { LinearMemory } from '../memory/linear-memory.ts';
import type { Among } from './cut.ts';
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
