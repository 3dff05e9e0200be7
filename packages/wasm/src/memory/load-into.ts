import type { Runner } from '@thalweg/graph';
import { Tensor, type TypedArray } from '@thalweg/tensor';
import type { LinearMemory } from './linear-memory.ts';
import { isMemoryLimit } from './memory-limit.ts';

/** A runner, and a memory that those who feed it can load. */
export interface LoadableRunner extends Runner {
  /** Copies a batch into the module’s memory, and returns it: feeding it copies nothing then. */
  load<B extends Readonly<Record<string, Tensor | TypedArray>>>(batch: B): B;
}

/** Returns a function that copies the fields of a batch into a memory; with `fallback`, as long as there is room. */
export function loadInto(memory: LinearMemory, fallback: boolean | undefined): LoadableRunner['load'] {
  return batch => {
    try {
      for (const field of Object.values(batch)) memory.load(field instanceof Tensor ? field.data : field);
    } catch (error) {
      // What is not loaded is copied for each pass.
      if (fallback !== true || !isMemoryLimit(error)) throw error;
    }
    return batch;
  };
}
