import type { Tensor, TypedArray } from '@thalweg/tensor';
import type { Fitting } from './fitting.ts';

/** Plain JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Plain JSON that may contain typed arrays. A file stores their bytes. */
export type Plain = Json | TypedArray | readonly Plain[] | { readonly [name: string]: Plain };

/** The saved state of one part of a run: tensors by name, and plain values. Nobody changes it later. */
export interface Saved {
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly values: Readonly<Record<string, Plain>>;
}

/** A part of a run whose state can be saved and restored: an `earlyStopping`, or a part of your own. */
export interface Savable {
  /** Returns the current state. */
  save(): Saved;
  /**
   * Checks that a state fits, and returns a function that restores it. Throws `StateError` and changes nothing otherwise. A
   * part that can take a state that differs from it, such as one with other fields, asks `fitting` and reports to it; without one
   * nothing may differ.
   */
  prepare(saved: Saved, fitting?: Fitting): () => void;
}
