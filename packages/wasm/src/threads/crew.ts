import type { Module } from '../assembler/module.ts';
import type { MemoryLimits } from '../host.ts';
import type { LinearMemory } from '../memory/linear-memory.ts';
import { NO_UNIT } from './jobs.ts';
import { Parts } from './parts.ts';
import type { Pool } from './pool.ts';

/** The threads of a runner, as one frame uses them. */
export class Crew {
  /** A shared memory reserves all that it may grow to: addresses, not bytes. */
  readonly limits: MemoryLimits = { initial: 16, maximum: 65_536, shared: true };
  readonly #pool: Pool;
  readonly #leave: () => void;

  constructor(pool: Pool, leave: () => void) {
    this.#pool = pool;
    this.#leave = leave;
  }

  /** What units of a module are cut with. */
  parts(module: Module, memory: LinearMemory, reserve: (bytes: number) => number): Parts {
    // A module must not hold the crew, which leaves when it is collected.
    const pool = this.#pool;
    const { threads, least } = pool;
    const late = (failed: number, times: number): void => pool.late(failed, times, memory);
    return new Parts(module, { memory, reserve, threads, least, late });
  }

  /** Tells the threads of a module. Until they know it, whoever begins its passes computes alone. */
  share({ jobs }: Parts, { compiled, exports, memory }: Compiled): SharedPlan | undefined {
    if (jobs.count === 0) return undefined;
    const publish = exports['publish'] as (unit: number, chunks: number) => void;
    const pool = this.#pool;
    const plan = { enter: () => publish(jobs.first, 0), leave: () => publish(NO_UNIT, 0) };
    const id = pool.add(compiled, memory.memory);
    return { call: () => pool.call(id, plan), rest: () => pool.rest(), end: () => pool.drop(id) };
  }

  /** The last one who leaves ends the threads. */
  close(): void {
    this.#leave();
  }
}

/** A module and its memory. */
interface Compiled {
  readonly compiled: object;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly memory: LinearMemory;
}

/** A plan that other threads know. */
export interface SharedPlan {
  /** Calls them to its next pass. */
  readonly call: () => void;
  /** Lets them rest when it is over. */
  readonly rest: () => void;
  /** Has them forget it. */
  readonly end: () => void;
}
