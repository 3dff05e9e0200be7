import { createRequire } from 'node:module';
import { ContractError } from '@thalweg/tensor';

/** The part of `koffi` that is used here. */
export interface Koffi {
  /** Loads a library; without a path, what the process has loaded. */
  load(path: string | null): KoffiLibrary;
  /** The address of its first byte. */
  address(view: Uint8Array): bigint;
  /** A type of functions. */
  proto(result: string, params: readonly string[]): object;
  /** The type of pointers to something. */
  pointer(of: object): object;
  /** The address of a function of the program, until it is given back or the process ends. */
  register(callback: (...values: number[]) => number | void, type: object): bigint;
  unregister(address: bigint): void;
  /** The text at an address, or the function that is there. */
  decode(address: bigint, type: 'string' | object): unknown;
}

/** A library of the system. */
export interface KoffiLibrary {
  func(name: string, result: string, params: readonly string[]): KoffiFunction;
}

/** A function of a library. */
export interface KoffiFunction {
  (...values: readonly unknown[]): unknown;
  /** Calls it on another thread. The last argument is called with an error or the result. */
  async(...values: readonly unknown[]): void;
}

/** Returns the package `koffi`, which calls functions of libraries. Throws `ContractError`, for the function `by`, if it is not installed. */
export function loadKoffi(by: string, load?: (name: string) => unknown): Koffi {
  try {
    const module = (load ?? createRequire(import.meta.url))('koffi') as Koffi & { readonly default?: Koffi };
    return module.default ?? module;
  } catch (cause) {
    const reason =
      (cause as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND'
        ? 'no such package'
        : String(cause).replace(/\.$/, '');
    throw new ContractError(
      by,
      'the package koffi must be installed, which calls libraries of the system',
      reason,
      `Run \`npm install koffi\`, or ask for ${by}({ fallback: true }).`,
      { cause },
    );
  }
}

/** Keeps a library loaded: its threads may not end while code of theirs is removed, as when a worker ends. */
export function pin(koffi: Koffi, file: string, flags = { linux: 0x1002, darwin: 0x82 }): void {
  const of = (flags as Readonly<Record<string, number>>)[process.platform];
  if (of !== undefined) koffi.load(null).func('dlopen', 'void *', ['string', 'int'])(file, of);
}
