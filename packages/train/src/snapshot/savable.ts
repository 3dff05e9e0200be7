import type { Tensor } from '@thalweg/tensor';

/** Plain JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** What one part of a run keeps: tensors by name, and plain values. */
export interface Saved {
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly values: Readonly<Record<string, Json>>;
}

/** Something whose state can be kept and put back: what `train` and `earlyStopping` give, or a part of your own. */
export interface Savable {
  /** Its state now. */
  save(): Saved;
  /** Checks that a state fits, and returns what puts it in. Throws `StateError` and changes nothing if it does not. */
  prepare(saved: Saved): () => void;
}
