import type { Tensor } from '@thalweg/tensor';

/** A method of minimization, such as {@link lbfgs}, without a state. */
export interface Minimizer {
  readonly name: string;
  /** c₁ of the line search: the share of the decrease along the slope that a step must reach. */
  readonly c1: number;
  /** c₂ of the line search: the share of the slope that a step may leave. */
  readonly c2: number;
  /** Returns new directions for `size` numbers. */
  readonly begin: (size: number) => Directions;
}

/** Chooses the directions of a minimization, and remembers what it needs for that. */
export interface Directions {
  /** True if nothing is remembered: the direction is then that of steepest descent. */
  readonly isEmpty: boolean;
  /** Returns the direction in which to go from a point with this gradient. */
  direction(gradient: Float64Array): Float64Array;
  /** Remembers a step, and the change of the gradient that came with it. */
  learn(step: Float64Array, change: Float64Array): void;
  /** Forgets all: the next direction is that of steepest descent. */
  forget(): void;
  /** Returns what is remembered, by name. */
  save(): Readonly<Record<string, Tensor>>;
  /** Checks what was saved, and returns a function that remembers it. Throws `StateError` if it does not fit. */
  prepare(saved: Readonly<Record<string, Tensor>>): () => void;
}
