import type { Func } from './func.ts';
import type { Module, Signature } from './module.ts';
import type { KernelCache } from './kernel-cache.ts';

/** The indices of the host's functions that compute products, by dtype. */
export type HostProducts = Readonly<Record<'float32' | 'float64', number>>;

/** The code of a function: how it begins, and the rest, which is the same for all functions of the same `alike`. */
interface SimilarCode<T> {
  readonly alike: string;
  readonly begin: (f: Func) => T;
  readonly rest: (f: Func, begun: T) => void;
}

/** The functions of a module, each written once: when it is first asked for, and unless it is cached. */
export class Kernels {
  readonly #module: Module;
  readonly #cache: Pick<KernelCache, 'find' | 'add'> | undefined;
  readonly #hostProducts: HostProducts | undefined;
  readonly #written = new Map<string, number>();

  constructor(module: Module, cache?: Pick<KernelCache, 'find' | 'add'>, hostProducts?: HostProducts) {
    this.#module = module;
    this.#cache = cache;
    this.#hostProducts = hostProducts;
  }

  /** The float32 in a vector of wide code. */
  get lanes(): number {
    return this.#module.lanes;
  }

  /** The index of the host's function that computes products, for an executable that leaves some to it. */
  multiply(dtype: keyof HostProducts): number {
    return this.#hostProducts![dtype];
  }

  /** The index of the function with this key, which takes so many i32 and returns nothing. Its code may ask for others. */
  of(key: string, params: number, write: (f: Func) => void): number {
    let index = this.#written.get(key);
    if (index === undefined) {
      index = this.only(() => key, params, write);
      this.#written.set(key, index);
    }
    return index;
  }

  /** The same for a key that a module asks for only once. */
  only(key: () => string, params: number, write: (f: Func) => void): number {
    return this.#cached(key, params, signature => this.#module.func(signature, write));
  }

  /** The same for one of many functions that differ only in how they begin: the rest is written once for each `alike`. */
  similar<T>(key: () => string, params: number, { alike, begin, rest }: SimilarCode<T>): number {
    return this.#cached(key, params, signature => this.#module.similar(signature, `${params} ${alike}`, begin, rest));
  }

  #cached(key: () => string, params: number, write: (signature: Signature) => number): number {
    const cached = this.#cache?.find(key);
    if (cached !== undefined) return cached;
    const index = write({ params: new Array<'i32'>(params).fill('i32'), results: [] });
    this.#cache?.add(key, index, params);
    return index;
  }
}
