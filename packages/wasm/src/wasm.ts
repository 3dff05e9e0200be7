import { GraphError, type Runner } from '@thalweg/graph';
import { whyNot } from './host.ts';
import type { ExplainedPlan } from './plan/explained.ts';
import { WasmProgram } from './program.ts';
import type { Threads } from './threads/threads.ts';

/** Options of {@link wasm}. */
export interface WasmOptions {
  /** Whether to leave it to the interpreter where the host has no WebAssembly, or a page's policy forbids it. */
  readonly fallback?: boolean;
  /** Threads that compute the larger parts of a pass together, such as `threads(2)`; one by default. */
  readonly threads?: Threads | undefined;
  /** Told of each plan that is made: what a pass is computed in. */
  readonly onPlan?: (plan: ExplainedPlan) => void;
}

/**
 * A runner that computes the pass of a frame as one WebAssembly module with SIMD, made at run time: forward, backward and
 * optimizer. What it has no code for is interpreted in between. There is a plan for each batch size, of which the last
 * few are kept.
 *
 * - **Throws** `GraphError` where there is no WebAssembly with SIMD, unless `fallback` is asked for
 *
 * @example
 * train(loss, adam(), { runner: wasm() })
 */
export function wasm({ fallback = false, threads, onPlan }: WasmOptions = {}): Runner {
  const reason = whyNot();
  if (reason === undefined) {
    const crew = threads?.(fallback);
    return { open: () => new WasmProgram(onPlan, crew?.()) };
  }
  if (fallback) return { open: () => undefined };
  throw new GraphError(
    'wasm',
    'there must be WebAssembly with SIMD',
    reason,
    "Allow 'wasm-unsafe-eval' in the page’s policy, or ask for wasm({ fallback: true }).",
  );
}
