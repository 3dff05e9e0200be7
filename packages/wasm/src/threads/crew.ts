import type { Module } from '../assembler/module.ts';
import type { LinearMemory } from '../memory/linear-memory.ts';
import { Parts } from './parts.ts';
import type { Pool } from './pool.ts';

/** The threads of a runner, as one frame uses them. */
export class Crew {
  readonly #pool: Pool;
  readonly #leave: () => void;

  constructor(pool: Pool, leave: () => void) {
    this.#pool = pool;
    this.#leave = leave;
  }

  /** What units of a module are cut with. */
  parts(module: Module, memory: LinearMemory, reserve: (bytes: number) => number): Parts {
    return new Parts(module, { memory, reserve, pool: this.#pool });
  }

  /** The last one who leaves ends the threads. */
  close(): void {
    this.#leave();
  }
}

/** A plan that other threads know. */
export interface SharedPlan {
  /** Calls them to its next pass. */
  readonly call: () => void;
  /** Lets them rest when that is over. */
  readonly rest: () => void;
  /** Has them forget it. */
  readonly end: () => void;
}
