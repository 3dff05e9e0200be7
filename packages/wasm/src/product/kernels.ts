import type { Func } from '../assembler/func.ts';
import type { Module } from '../assembler/module.ts';

/** The functions that several parts of one module call: each is written once, when it is first asked for. */
export class Kernels {
  readonly #module: Module;
  readonly #written = new Map<string, number>();

  constructor(module: Module) {
    this.#module = module;
  }

  /** The index of the function with this key, which takes so many i32 and gives nothing. */
  of(key: string, params: number, write: (f: Func) => void): number {
    let index = this.#written.get(key);
    if (index === undefined) {
      index = this.#module.func({ params: new Array<'i32'>(params).fill('i32'), results: [] }, write);
      this.#written.set(key, index);
    }
    return index;
  }
}
