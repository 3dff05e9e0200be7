import type { Storage } from '@thalweg/graph/engine';
import type { DType } from '@thalweg/tensor';
import { BYTES } from '../emit/elements.ts';
import { grown } from './growth.ts';
import type { LinearMemory, LinearStorage } from './linear-memory.ts';

/** A buffer that is replaced by a larger one if more room is needed. Its elements are then lost. */
export class GrowingBuffer {
  readonly #memory: LinearMemory;
  readonly #dtype: DType;
  #storage: LinearStorage | undefined = undefined;
  /** The storage that its elements were copied from before the pass that reads them; none once that has begun. */
  ahead: Storage | undefined = undefined;

  constructor(memory: LinearMemory, dtype: DType) {
    this.#memory = memory;
    this.#dtype = dtype;
  }

  /** The buffer, with room for so many elements. */
  for(elements: number): LinearStorage {
    const former = this.#storage;
    if (former !== undefined && former.size >= elements) return former;
    this.release();
    const most = Math.floor(this.#memory.left / 2 / BYTES[this.#dtype]);
    return (this.#storage = this.#memory.allocate(this.#dtype, grown(former?.size ?? 0, elements, most)));
  }

  release(): void {
    if (this.#storage !== undefined) this.#memory.release(this.#storage);
    this.#storage = undefined;
    this.ahead = undefined;
  }
}
