import { inTable } from './func.ts';
import type { WasmModule } from './wasm-module.ts';
import { host, type WasmTable } from '../memory/host.ts';
import type { EntryPoints } from '../runtime/linked-pass.ts';

/**
 * The functions of the executables of one frame, in a table that their modules share, under keys of everything that their code
 * depends on. An executable for other sizes compiles only what is new in it; the host has compiled, and most often optimized, the
 * functions that it finds here.
 */
export class KernelCache {
  readonly table: WasmTable = new (host().Table)({ element: 'anyfunc', initial: 0 });
  readonly #entryPoints = new LazyKeyMap<EntryPoints>();
  readonly #functions = new LazyKeyMap<number>();
  /** The number of functions. */
  #count = 0;
  /** The indices of those that the next module moves into the table. */
  #added: number[] = [];
  /** The number of modules that have functions here. */
  modules = 0;

  /** The call index of a function; none if no module so far has it. */
  find(key: () => string): number | undefined {
    return this.modules === 0 ? undefined : this.#functions.find(key);
  }

  /** Adds a function of the module that is written. */
  add(key: () => string, index: number, params: number): void {
    this.#functions.add(key, inTable(this.#count++, params));
    this.#added.push(index);
  }

  /** The entry points of an executable that calls the same functions. */
  entryPointsOf(key: () => string): EntryPoints | undefined {
    return this.modules === 0 ? undefined : this.#entryPoints.find(key);
  }

  addEntryPoints(key: () => string, entryPoints: EntryPoints): void {
    this.#entryPoints.add(key, entryPoints);
  }

  /** Makes a module put into the table all functions that were added since the module before. */
  moveInto(module: WasmModule): void {
    module.elements(this.#count - this.#added.length, this.#added);
    this.table.grow(this.#added.length);
    this.#added = [];
    this.modules++;
  }
}

/** A map that makes its keys when something is looked up: most often nothing is, and making them takes time. */
class LazyKeyMap<T> {
  readonly #byKey = new Map<string, T>();
  #added: (readonly [key: () => string, value: T])[] = [];

  add(key: () => string, value: T): void {
    this.#added.push([key, value]);
  }

  find(key: () => string): T | undefined {
    for (const [made, value] of this.#added) this.#byKey.set(made(), value);
    this.#added = [];
    return this.#byKey.get(key());
  }
}
