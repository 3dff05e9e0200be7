import type { Shape } from '@thalweg/tensor';

/** False if the type system knows that two shapes differ. */
export type SameSizes<A extends Shape, B extends Shape> = number extends A['length'] | B['length']
  ? true
  : A extends readonly [infer First, ...infer Rest extends Shape]
    ? B extends readonly [infer Other, ...infer Others extends Shape]
      ? Agree<First, Other> extends true
        ? SameSizes<Rest, Others>
        : false
      : false
    : B['length'] extends 0
      ? true
      : false;

type Agree<A, B> = [A] extends [B] ? true : [B] extends [A] ? true : false;
