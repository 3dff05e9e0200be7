import type { Node } from '@thalweg/graph';
import type { Tensor } from '@thalweg/tensor';
import type { Total } from './total.ts';

/** The metrics of an evaluation: a scalar node is averaged over the examples, a `total` is added up. */
export type Metrics = Readonly<Record<string, Node<readonly []> | Total>>;

/**
 * The result of an evaluation: the value of each metric, and in `count` the number of examples. A metric that is called
 * `count` takes the place of that number.
 *
 * Without examples a mean is `undefined`, and a total zero. One look at one mean is enough: if it is a number, all are.
 */
export type Measured<M extends Metrics> = MeasuredAs<M, number> | MeasuredAs<M, undefined>;

type MeasuredAs<M extends Metrics, Mean> = {
  readonly [K in keyof M | 'count']: K extends keyof M ? (M[K] extends Total<infer S> ? Tensor<S> : Mean) : number;
};
