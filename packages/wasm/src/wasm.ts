import type { Runner } from '@thalweg/graph';
import type { Tensor, TypedArray } from '@thalweg/tensor';
import { functionOf, optionsOf } from '@thalweg/tensor/engine';
import type { Arithmetic } from './assembler/wasm-func.ts';
import { ALL_FAMILIES } from './families/families.ts';
import type { Products } from './lowering/products.ts';
import type { Native } from './planning/native.ts';
import { explained, type ExplainedPlan, type PlanParts } from './planning/explained.ts';
import type { Profiler } from './planning/unit-times.ts';
import { openRunner } from './runner-in.ts';
import type { Threads } from './threads/threads.ts';

/** Options of {@link wasm}. */
export interface WasmOptions {
  /** True to use the interpreter if the host has no WebAssembly, or a page's policy forbids it, and for passes that are too large. */
  readonly fallback?: boolean;
  /** Threads that compute the larger parts of a pass together, such as `threads(2)`; one by default. */
  readonly threads?: Threads | undefined;
  /** A library that computes the larger products, such as `blas()` of `@thalweg/node/blas`. None by default. */
  readonly products?: Products | undefined;
  /** The arithmetic of products: `relaxed()` fuses multiplication and addition if the host can. Plain by default, with the same bits everywhere. */
  readonly arithmetic?: Arithmetic | undefined;
  /** Compiles passes for the processor: `llvm()` of `@thalweg/node/llvm`. None by default. */
  readonly native?: Native | undefined;
  /** Called with each plan that is compiled: the parts of its pass. */
  readonly onPlan?: ((plan: ExplainedPlan) => void) | undefined;
  /** Measures the parts of each pass, for the plans that `onPlan` gets: `profiler()`. None by default. */
  readonly profile?: Profiler | undefined;
}

/** The result of {@link wasm}: a runner, and a memory that it shares with those that feed it. */
export interface WasmRunner extends Runner {
  /**
   * Copies the fields of a batch into the memory, so that no pass has to copy them, or parts of them, again. They stay for as
   * long as the buffers of the arrays are referenced; do not write to these any longer. Returns the batch.
   *
   * @example
   * of(runner.load({ x, label })).pipe(trainRows(loss, sgd(), { runner }))
   */
  load<B extends Readonly<Record<string, Tensor | TypedArray>>>(batch: B): B;
}

/**
 * A runner that computes the pass of a frame as one WebAssembly module with SIMD, made at run time: forward, backward and
 * optimizer. The interpreter computes the parts for which it has no code. There is a plan for each batch size; a frame keeps
 * its last 10 plans.
 *
 * Values lie in a memory of at most 4 GiB, which all frames of the runner share.
 *
 * - **Throws** `GraphError` where there is no WebAssembly with SIMD, and from a pass whose values do not fit in the memory,
 *   unless `fallback` is asked for
 *
 * @example
 * train(loss, adam(), { runner: wasm() })
 */
export function wasm(options?: WasmOptions): WasmRunner {
  const { onPlan, ...others } = optionsOf('wasm', options, {
    fallback: false,
    threads: undefined,
    products: undefined,
    arithmetic: undefined,
    native: undefined,
    onPlan: undefined,
    profile: undefined,
  });
  if (others.profile !== undefined) functionOf('wasm', 'profile', others.profile);
  const describe = onPlan && ((plan: PlanParts): void => onPlan(explained(plan, others)));
  return openRunner({ ...others, families: ALL_FAMILIES, onPlan: describe });
}
