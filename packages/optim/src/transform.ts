import type { Updates } from './updates.ts';

/**
 * A gradient transform: a function from updates to updates. The first of a chain gets the gradients of the loss, and
 * what the last one returns is subtracted from the parameters, so the identity is descent at rate 1. Chain transforms
 * with RxJS's `pipe`.
 */
export type Transform = (updates: Updates) => Updates;
