import { ContractError } from '@thalweg/tensor';
import { createRequire } from 'node:module';

/** The part of `koffi` that is used here. */
export interface Koffi {
  /** Loads a library; without a path, what the process has loaded. */
  load(path: string | null): KoffiLibrary;
  /** The address of its first byte. */
  address(view: Uint8Array): bigint;
}

/** A library of the system. */
export interface KoffiLibrary {
  func(name: string, result: string, params: readonly string[]): (...values: readonly unknown[]) => unknown;
}

/** Returns the package `koffi`, which calls functions of libraries. Throws `ContractError` if it is not installed. */
export function loadKoffi(load?: (name: string) => unknown): Koffi {
  try {
    const module = (load ?? createRequire(import.meta.url))('koffi') as Koffi & { readonly default?: Koffi };
    return module.default ?? module;
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND' ? 'no such package' : String(cause);
    throw new ContractError(
      'blas',
      'the package koffi must be installed, which calls libraries of the system',
      reason,
      'Run `npm install koffi`, or ask for blas({ fallback: true }).',
      { cause },
    );
  }
}
