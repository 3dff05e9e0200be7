import type { Tensor } from '@thalweg/tensor';
import type { Failure } from './failure-of.ts';

/** The result of a pass: the outputs in their order, or the error that it failed with. */
export type PassResult = { readonly outputs: readonly Tensor[] } | Failure;
