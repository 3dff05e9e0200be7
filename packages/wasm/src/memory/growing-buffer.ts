import type { DType } from '@thalweg/tensor';
import type { LinearMemory, LinearStorage } from './linear-memory.ts';

/** A buffer that is another, larger one when more is wanted of it. What was in it is then lost. */
export class GrowingBuffer {
  readonly #memory: LinearMemory;
  readonly #dtype: DType;
  #storage: LinearStorage | undefined = undefined;

  constructor(memory: LinearMemory, dtype: DType) {
    this.#memory = memory;
    this.#dtype = dtype;
  }

  /** The buffer, with room for so many elements. */
  for(elements: number): LinearStorage {
    const former = this.#storage;
    if (former !== undefined && former.size >= elements) return former;
    this.release();
    // Twice as many, for else each of many sizes that grow step by step would have had a buffer of its own.
    const size = Math.max(elements, 2 * (former?.size ?? 0));
    return (this.#storage = this.#memory.allocate(this.#dtype, size));
  }

  release(): void {
    if (this.#storage !== undefined) this.#memory.release(this.#storage);
    this.#storage = undefined;
  }
}
