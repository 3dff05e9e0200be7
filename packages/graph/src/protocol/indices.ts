import type { DType } from '@thalweg/tensor';
import type { Mismatch } from '../shape/broadcast.ts';

/**
 * `unknown` for a node that may be int32; else what is wrong with its dtype. Inputs know theirs as a type, and most labels and
 * indices are inputs.
 */
export type Indices<What extends string, N> = N extends { readonly dtype: infer D extends DType }
  ? 'int32' extends D
    ? unknown
    : Mismatch<`${What} must be int32, got ${D}. Declare the input as input(name, shape, 'int32').`>
  : unknown;
