import type { Func } from '../assembler/func.ts';
import type { Module } from '../assembler/module.ts';

/** Functions that other modules have brought, by their keys. */
interface Known {
  /** What stands for the index of one; none if it is not known. */
  find(key: () => string): number | undefined;
  add(key: () => string, index: number, params: number): void;
}

/** The functions of a module, each written once: when it is first asked for, and not yet known. */
export class Kernels {
  readonly #module: Module;
  readonly #known: Known | undefined;
  readonly #written = new Map<string, number>();

  constructor(module: Module, known?: Known) {
    this.#module = module;
    this.#known = known;
  }

  /** The index of the function with this key, which takes so many i32 and gives nothing. Its code may ask for others. */
  of(key: string, params: number, write: (f: Func) => void): number {
    let index = this.#written.get(key);
    if (index === undefined) {
      index = this.only(() => key, params, write);
      this.#written.set(key, index);
    }
    return index;
  }

  /** The same for a key that a module has only once. */
  only(key: () => string, params: number, write: (f: Func) => void): number {
    const known = this.#known?.find(key);
    if (known !== undefined) return known;
    const index = this.#module.func({ params: new Array<'i32'>(params).fill('i32'), results: [] }, write);
    this.#known?.add(key, index, params);
    return index;
  }
}
