import { inTable } from '../assembler/func.ts';
import type { Module } from '../assembler/module.ts';
import { host, type WasmTable } from '../host.ts';
import type { Entries } from './entries.ts';

/**
 * The functions of the plans of one frame, in a table that their modules share, by all that their code hangs on. A plan for
 * other sizes brings only what is new in it; what it finds here has been compiled, and most often optimized by the host.
 */
export class KnownCode {
  readonly table: WasmTable = new (host().Table)({ element: 'anyfunc', initial: 0 });
  /** The entries of plans by what they call. */
  readonly entries: Map<string, Entries> = new Map();
  readonly #functions = new Map<string, number>();
  /** Those that the next module brings. */
  #brought: number[] = [];
  /** How many modules have brought functions. */
  modules = 0;

  /** What stands for the index of a function; none if it is not here. */
  find(key: string): number | undefined {
    return this.#functions.get(key);
  }

  /** Adds a function of the module that is written. */
  add(key: string, index: number, params: number): void {
    this.#functions.set(key, inTable(this.#functions.size, params));
    this.#brought.push(index);
  }

  /** Has a module bring into the table what was added since the one before. */
  bring(module: Module): void {
    module.elements(this.#functions.size - this.#brought.length, this.#brought);
    this.table.grow(this.#brought.length);
    this.#brought = [];
    this.modules++;
  }
}
