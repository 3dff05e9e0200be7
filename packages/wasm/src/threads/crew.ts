import type { Module } from '../assembler/module.ts';
import type { MemoryLimits, WasmMemory } from '../host.ts';
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
  parts(module: Module, reserve: (bytes: number) => number): Parts {
    return new Parts(module, { threads: this.#pool.threads, reserve, late: this.#pool.late });
  }

  /** Tells the threads of a module. Until they know it, whoever begins its passes computes alone. */
  share(parts: Parts, compiled: Compiled): SharedPlan | undefined {
    return parts.count === 0 ? undefined : new SharedPlan(this.#pool, compiled);
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
  readonly memory: WasmMemory;
}

/** A plan that other threads know. */
export class SharedPlan {
  readonly #pool: Pool;
  readonly #id: number;
  readonly #leave: () => void;

  constructor(pool: Pool, { compiled, exports, memory }: Compiled) {
    this.#pool = pool;
    this.#leave = exports['leave'] as () => void;
    this.#leave();
    this.#id = pool.add(compiled, memory);
  }

  /** Calls the threads to its next pass. */
  call(): void {
    this.#pool.call(this.#id, this.#leave);
  }

  /** Has the threads forget it. */
  end(): void {
    this.#pool.drop(this.#id);
  }
}
