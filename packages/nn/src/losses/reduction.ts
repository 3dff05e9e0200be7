import type { Shape } from '@thalweg/tensor';

/**
 * The way from losses to one number: the mean of those that count, their sum, or their sum divided by that of their
 * weights; `none` changes nothing.
 */
export type Reduction = 'mean' | 'sum' | 'weightedMean' | 'none';

/** The shape of losses of the shape `S` after a reduction. */
export type ReducedLoss<R extends Reduction, S extends Shape> = R extends 'none' ? S : readonly [];
