import type { Sizes, Tensor, TypedArray } from '@thalweg/tensor';

/** The sizes of a value, as far as its type contains them. */
export type SizesIn<V> = V extends number | boolean
  ? readonly []
  : V extends Tensor<infer S>
    ? S extends Sizes
      ? S
      : Sizes
    : V extends TypedArray
      ? readonly [number]
      : V extends readonly [infer First, ...unknown[]]
        ? readonly [V['length'], ...SizesIn<First>]
        : V extends readonly (infer Element)[]
          ? readonly [number, ...SizesIn<Element>]
          : Sizes;
