import type { Sizes } from '@thalweg/tensor';
import type { Formula } from './formula.ts';
import type { Slot } from './slot.ts';

/** How the value of a node comes about, as data that interpreter and compiler both read. */
export type Kernel = ElementwiseKernel | ViewKernel | AliasKernel | ModeKernel | LoopKernel;

/** One formula for every element; inputs broadcast to the output's shape. */
export interface ElementwiseKernel {
  readonly kind: 'elementwise';
  readonly formula: Formula;
}

/** The input's elements read with other strides: a transposition, a broadcast. */
export interface ViewKernel {
  readonly kind: 'view';
  readonly shapeOnly?: readonly number[];
  /** The distance, in the input's storage, between neighbours along each axis of the output. */
  strides(input: Sizes, strides: readonly number[], output: Sizes): number[];
}

/** The input's elements as they are, perhaps under another shape. */
interface AliasKernel {
  readonly kind: 'alias';
}

/** The first input in a frame that trains, the second in any other; the one not taken is never built. */
interface ModeKernel {
  readonly kind: 'mode';
}

/** Loops of its own over the elements. */
export interface LoopKernel {
  readonly kind: 'loop';
  /** What the loop computes, for runners other than the interpreter; absent for a user's own code. */
  readonly description?: Readonly<Record<string, unknown>>;
  /** Whether it reads inputs through the strides of a view. */
  readonly strided?: boolean;
  /** The positions of inputs of which it needs the shape only. */
  readonly shapeOnly?: readonly number[];
  /** Prepares everything that depends on shapes; the function it gives is called once a pass. */
  bind(output: Slot, inputs: readonly Slot[]): () => void;
}
