import type { Node } from '@thalweg/graph';
import type { Tensor } from '@thalweg/tensor';
import type { Total } from './total.ts';

/** The metrics of an evaluation: a scalar node is averaged over the examples, a `total` is added up. */
export type Metrics = Readonly<Record<string, Node<readonly []> | Total>>;

/** The result of an evaluation. */
export type Measured<M extends Metrics> = { readonly [K in keyof M]: M[K] extends Total<infer S> ? Tensor<S> : number };
