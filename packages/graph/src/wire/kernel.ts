import type { Sizes, TypedArray } from '@thalweg/tensor';
import type { Formula } from './formula.ts';
import type { LoopName, Loops } from './loops.ts';

/** The computation of a node's value, as data that the interpreter and the compiler both read. */
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
  /** The axis of the input that each axis of the output is, if nothing else changes. */
  readonly order?: readonly number[];
  /** The distance, in the input's storage, between neighbours along each axis of the output. */
  strides(input: Sizes, strides: readonly number[], output: Sizes): number[];
}

/** The input's elements unchanged, perhaps under another shape. */
interface AliasKernel {
  readonly kind: 'alias';
}

/** The first input in a frame that trains, the second in any other; the one not taken is never built. */
interface ModeKernel {
  readonly kind: 'mode';
}

/** Loops over the elements: of a kind that the compiler knows, or a user's own. */
export type LoopKernel = KnownLoop | OpaqueLoop;

/** A loop of one of the kinds that {@link Loops} lists, with its parameters. */
export type KnownLoop<L extends LoopName = LoopName> = {
  readonly [K in L]: LoopParts & { readonly kind: 'loop'; readonly loop: K; readonly parameters: Loops[K] };
}[L];

/** A user's own loop: only the interpreter runs it. */
interface OpaqueLoop extends LoopParts {
  readonly kind: 'loop';
  readonly loop?: undefined;
  readonly parameters?: undefined;
}

interface LoopParts {
  /** True if it reads its inputs through the strides of views. */
  readonly strided?: boolean;
  /** The positions of inputs of which it needs the shape only. */
  readonly shapeOnly?: readonly number[];
  /** Prepares everything that depends on shapes; the function it returns is called once in each pass. */
  bind(output: LoopOutput, inputs: readonly LoopInput[]): () => void;
}

/** A value that a loop reads: its sizes are known when the loop is bound, its elements when it runs. */
export interface LoopInput {
  readonly shape: Sizes | undefined;
  readonly data: TypedArray;
  /** The strides of its elements; given to a `strided` loop, otherwise they are row-major. */
  readonly strides?: readonly number[];
  /** The results of the loop that computes it, if it has several. */
  readonly results?: LoopResults;
}

/** One of several values that one loop computes. */
export interface LoopResult extends LoopOutput {
  readonly wire: { readonly operation?: { readonly kernel: Kernel } | undefined };
}

/** The results of a loop that computes several values, in one frame. */
export interface LoopResults {
  /** The results that each pass computes. */
  readonly wanted: readonly LoopResult[];
  /** Computes some of them from the present inputs. */
  compute: ((results: readonly LoopResult[]) => void) | undefined;
  /** Computes all that are wanted. */
  run(): void;
  /** Computes one that was not wanted when the loop ran: it was observed after that. */
  complete(result: LoopResult): void;
}

/** The value that a loop writes. */
export interface LoopOutput {
  readonly shape: Sizes | undefined;
  readonly results: LoopResults;
  /** A buffer of the right size for new elements. */
  write(): TypedArray;
}
