import type { DType } from '@thalweg/tensor';
import type { LinearMemory, LinearStorage } from './linear-memory.ts';

/** A buffer that is replaced by a larger one if more room is needed. Its elements are then lost. */
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
    // Twice as many: else each of many sizes that grow step by step would leave a buffer behind.
    const size = Math.max(elements, 2 * (former?.size ?? 0));
    return (this.#storage = this.#memory.allocate(this.#dtype, size));
  }

  release(): void {
    if (this.#storage !== undefined) this.#memory.release(this.#storage);
    this.#storage = undefined;
  }
}
