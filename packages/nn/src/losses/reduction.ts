import type { Shape } from '@thalweg/tensor';

/**
 * The way from losses to one number: `mean` of those that count, `sum`, or `weightedMean`, their sum divided by the sum of
 * their weights. `none` returns the losses themselves.
 */
export type Reduction = 'mean' | 'sum' | 'weightedMean' | 'none';

/** The shape of losses of the shape `S` after a reduction. */
export type ReducedLoss<R extends Reduction, S extends Shape> = R extends 'none' ? S : readonly [];
