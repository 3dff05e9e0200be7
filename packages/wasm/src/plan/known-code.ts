import { inTable } from '../assembler/func.ts';
import type { Module } from '../assembler/module.ts';
import { host, type WasmTable } from '../host.ts';
import type { Entries } from './entries.ts';
import { KeyedLater } from './keyed-later.ts';

/**
 * The functions of the plans of one frame, in a table that their modules share, by all that their code hangs on. A plan for
 * other sizes brings only what is new in it; what it finds here has been compiled, and most often optimized by the host.
 */
export class KnownCode {
  readonly table: WasmTable = new (host().Table)({ element: 'anyfunc', initial: 0 });
  readonly #entries = new KeyedLater<Entries>();
  readonly #functions = new KeyedLater<number>();
  /** How many functions there are. */
  #count = 0;
  /** Those that the next module brings. */
  #brought: number[] = [];
  /** How many modules have brought functions. */
  modules = 0;

  /** What stands for the index of a function; none if no module before has brought it. */
  find(key: () => string): number | undefined {
    return this.modules === 0 ? undefined : this.#functions.find(key);
  }

  /** Adds a function of the module that is written. */
  add(key: () => string, index: number, params: number): void {
    this.#functions.add(key, inTable(this.#count++, params));
    this.#brought.push(index);
  }

  /** What a plan that calls the same functions calls them by. */
  entriesOf(key: () => string): Entries | undefined {
    return this.modules === 0 ? undefined : this.#entries.find(key);
  }

  addEntries(key: () => string, entries: Entries): void {
    this.#entries.add(key, entries);
  }

  /** Has a module bring into the table what was added since the one before. */
  bring(module: Module): void {
    module.elements(this.#count - this.#brought.length, this.#brought);
    this.table.grow(this.#brought.length);
    this.#brought = [];
    this.modules++;
  }
}
