import type { Tensor } from '@thalweg/tensor';

/** Plain JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** The saved state of one part of a run: tensors by name, and plain values. */
export interface Saved {
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly values: Readonly<Record<string, Json>>;
}

/** A part of a run whose state can be saved and restored: an `earlyStopping`, or a part of your own. */
export interface Savable {
  /** Returns the current state. */
  save(): Saved;
  /** Checks that a state fits, and returns a function that restores it. Throws `StateError` and changes nothing otherwise. */
  prepare(saved: Saved): () => void;
}
