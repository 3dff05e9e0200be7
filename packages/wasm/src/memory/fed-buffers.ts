import type { Slot } from '@thalweg/graph/engine';
import { GrowingBuffer } from './growing-buffer.ts';
import type { LinearMemory } from './linear-memory.ts';

/** The buffers that the elements fed to slots are copied to, which the plans for the same slots share. */
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

  /** Returns all to the memory, once no plan needs them any more. */
  release(): void {
    for (const buffer of this.#buffers.values()) buffer.release();
  }
}
