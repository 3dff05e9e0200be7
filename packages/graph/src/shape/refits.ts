import type { Shape } from '@thalweg/tensor';
import type { Product } from './product.ts';

/**
 * False if the type system knows that two shapes have not as many elements: if their names are the same and the products of
 * their numbers differ.
 */
export type Refits<S extends Shape, T extends Shape> = number extends S['length'] | T['length']
  ? true
  : [Exclude<S[number], number>, Names<S>['length']] extends [Exclude<T[number], number>, Names<T>['length']]
    ? [Exclude<T[number], number>] extends [Exclude<S[number], number>]
      ? Equal<Product<Numbers<S>>, Product<Numbers<T>>>
      : true
    : true;

/** False for two different literals. */
type Equal<A, B> = number extends A | B ? true : [A, B] extends [B, A] ? true : false;

type Numbers<S extends Shape> = S extends readonly [infer Size, ...infer Rest extends Shape]
  ? Size extends number
    ? readonly [Size, ...Numbers<Rest>]
    : Numbers<Rest>
  : readonly [];

type Names<S extends Shape> = S extends readonly [infer Size, ...infer Rest extends Shape]
  ? Size extends string
    ? readonly [Size, ...Names<Rest>]
    : Names<Rest>
  : readonly [];
