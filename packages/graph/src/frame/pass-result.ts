import type { Tensor } from '@thalweg/tensor';

/** The result of a pass: the outputs in their order, or the error that it failed with. */
export type PassResult = { readonly outputs: readonly Tensor[] } | { readonly error: unknown };
