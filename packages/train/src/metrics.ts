import type { Node } from '@thalweg/graph';
import type { Tensor } from '@thalweg/tensor';
import type { Total } from './total.ts';

/** What an evaluation measures: a scalar node is averaged over the examples, a `total` is added up. */
export type Metrics = Readonly<Record<string, Node<readonly []> | Total>>;

/** What an evaluation gives. */
export type Measured<M extends Metrics> = { readonly [K in keyof M]: M[K] extends Total<infer S> ? Tensor<S> : number };
