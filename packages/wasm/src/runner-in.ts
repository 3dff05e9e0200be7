import type { Runner } from '@thalweg/graph';
import { Tensor, type TypedArray } from '@thalweg/tensor';
import type { LinearMemory } from './memory/linear-memory.ts';
import { isMemoryLimit } from './memory/memory-limit.ts';
import type { CompilerOptions } from './plan/build.ts';
import type { Opening } from './threads/opening-of.ts';
import { WasmExecutor } from './wasm-executor.ts';

/** Options of {@link runnerIn}. */
export interface RunnerOptions extends Omit<CompilerOptions, 'workers'> {
  /** True to interpret what does not fit in the memory. */
  readonly fallback?: boolean;
  readonly opening?: Opening | undefined;
}

/** A runner, and a memory that those who feed it can load. */
interface LoadableRunner extends Runner {
  load<B extends Readonly<Record<string, Tensor | TypedArray>>>(batch: B): B;
}

/** Returns a runner whose values lie in a memory. */
export function runnerIn(memory: LinearMemory, { opening, ...options }: RunnerOptions = {}): LoadableRunner {
  return {
    open: (demands, interpreter) =>
      new WasmExecutor(memory, { ...options, workers: opening?.open() }, demands, interpreter),
    load(batch) {
      try {
        for (const field of Object.values(batch)) memory.load(field instanceof Tensor ? field.data : field);
      } catch (error) {
        // What is not loaded is copied for each pass.
        if (options.fallback !== true || !isMemoryLimit(error)) throw error;
      }
      return batch;
    },
  };
}
