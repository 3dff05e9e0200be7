import type { Slot, Storage } from '@thalweg/graph/engine';
import type { DType } from '@thalweg/tensor';
import { BYTES, grown } from './address-space.ts';
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

/** The buffers that the elements fed to slots are copied to, which the executables for the same slots share. */
export class FedBuffers {
  readonly #memory: LinearMemory;
  readonly #buffers = new Map<Slot, GrowingBuffer>();

  constructor(memory: LinearMemory) {
    this.#memory = memory;
  }

  /** The buffer for what is fed to a slot. */
  of(slot: Slot): GrowingBuffer {
    let buffer = this.#buffers.get(slot);
    if (buffer === undefined) this.#buffers.set(slot, (buffer = new GrowingBuffer(this.#memory, slot.wire.dtype)));
    return buffer;
  }

  /** Returns all to the memory, once no executable needs them any more. */
  release(): void {
    for (const buffer of this.#buffers.values()) buffer.release();
  }
}
