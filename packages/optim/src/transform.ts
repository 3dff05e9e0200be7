import type { Gradients } from '@thalweg/graph';

/**
 * A gradient transform: reverse streams in, reverse streams out. What comes out of the last one is subtracted from the
 * parameters, so the identity is descent at rate 1. Chain them with RxJS's `pipe`.
 */
export type Transform = (gradients: Gradients) => Gradients;
