import type { Node } from '@thalweg/graph';
import type { Tensor } from '@thalweg/tensor';
import type { Measure } from './measure-parts.ts';
import type { Total } from './total.ts';

/** The metrics of an evaluation: a scalar node is averaged over the examples, a `total` is added up, a `measure` compares predictions. */
export type Metrics = Readonly<Record<string, Node<readonly []> | Total | Measure>>;

/**
 * The result of an evaluation: the value of each metric, and in `count` the number of examples. A metric that is called
 * `count` takes the place of that number.
 *
 * Without examples a mean, and a measure that is a number, is `undefined`, and a total zero. It is enough to test one of them:
 * if it is a number, all are.
 */
export type Measured<M extends Metrics> = MeasuredAs<M, number> | MeasuredAs<M, undefined>;

type MeasuredAs<M extends Metrics, Mean> = {
  readonly [K in keyof M | 'count']: K extends keyof M ? ValueOf<M[K], Mean> : number;
};

type ValueOf<T, Mean> =
  T extends Total<infer S> ? Tensor<S>
  : T extends Measure<infer V> ? V extends number ? Mean : V
  : Mean; // prettier-ignore
