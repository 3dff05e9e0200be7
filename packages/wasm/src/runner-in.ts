import { GraphError } from '@thalweg/graph';
import { whyNot } from './assembler/wasm-module.ts';
import { finiteChecks } from './emit/finite-checks.ts';
import { LinearMemory } from './memory/linear-memory.ts';
import { loadInto, type LoadableRunner } from './memory/load-into.ts';
import { type CompilerOptions, ExecutableCompiler } from './planning/build.ts';
import { type FrameSlots, WasmExecutor } from './runtime/wasm-executor.ts';
import type { Threads } from './threads/threads.ts';
import type { Opening } from './threads/worker-group.ts';

/** Options of {@link runnerIn}. */
export interface RunnerOptions extends Omit<CompilerOptions, 'workers'> {
  /** True to interpret what does not fit in the memory. */
  readonly fallback?: boolean | undefined;
  readonly opening?: Opening | undefined;
}

/** Returns a runner whose values lie in a memory, and that compiles its executables. */
export function runnerIn(memory: LinearMemory, { opening, fallback, ...compiler }: RunnerOptions): LoadableRunner {
  const isFinite = finiteChecks();
  return {
    open(demands, interpreter) {
      const workers = opening?.open();
      const options = {
        fallback,
        isFinite,
        maker: (slots: FrameSlots) => new ExecutableCompiler(slots, { ...compiler, workers }),
        canUse: ({ limits }: LinearMemory) => workers === undefined || limits.shared === true,
        onClose: () => workers?.close(),
      };
      return new WasmExecutor(memory, options, demands, interpreter);
    },
    load: loadInto(memory, fallback),
  };
}

/** Options of {@link openRunner}. */
interface OpenOptions extends Omit<RunnerOptions, 'opening' | 'fallback'> {
  readonly fallback: boolean;
  readonly threads: Threads | undefined;
}

/** Returns a runner with a new memory. Throws `GraphError` on a host without WebAssembly, or returns the interpreter as a fallback. */
export function openRunner({ fallback, threads, ...compiler }: OpenOptions): LoadableRunner {
  const reason = whyNot();
  if (reason === undefined) {
    const opening = threads?.(fallback);
    return runnerIn(new LinearMemory(opening?.limits), { ...compiler, fallback, opening });
  }
  if (fallback) return { open: (_, interpreter) => interpreter, load: batch => batch };
  throw new GraphError(
    'wasm',
    'there must be WebAssembly with SIMD',
    reason,
    "Allow 'wasm-unsafe-eval' in the page’s policy, use precompiled({ modules }), or ask for wasm({ fallback: true }).",
  );
}
