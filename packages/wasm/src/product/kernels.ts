import type { Func } from '../assembler/func.ts';
import type { Module } from '../assembler/module.ts';

/** Kernels that other modules have brought, by their keys. */
export interface KnownKernels {
  /** What stands for the index of one; none if it is not known. */
  kernel(key: string): number | undefined;
  addKernel(key: string, index: number, params: number): void;
}

/** The functions that several parts of one module call: each is written once, when it is first asked for and not yet known. */
export class Kernels {
  readonly #module: Module;
  readonly #known: KnownKernels | undefined;
  readonly #written = new Map<string, number>();

  constructor(module: Module, known?: KnownKernels) {
    this.#module = module;
    this.#known = known;
  }

  /** The index of the function with this key, which takes so many i32 and gives nothing. */
  of(key: string, params: number, write: (f: Func) => void): number {
    let index = this.#written.get(key) ?? this.#known?.kernel(key);
    if (index === undefined) {
      index = this.#module.func({ params: new Array<'i32'>(params).fill('i32'), results: [] }, write);
      this.#written.set(key, index);
      this.#known?.addKernel(key, index, params);
    }
    return index;
  }
}
