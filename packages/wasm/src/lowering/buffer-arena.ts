import type { Slot } from '@thalweg/graph/engine';
import { type AddressSpace, grown } from '../memory/address-space.ts';
import { AddressTable, entriesOf } from '../runtime/address-table.ts';
import type { PackedRight } from '../runtime/linked-pass.ts';
import { KernelCache } from '../assembler/kernel-cache.ts';
import type { ProductShape } from './product-shape.ts';

/** The most modules with functions for other executables; then a new cache begins, as each module copies the table of functions. */
const MOST_MODULES = 32;

/**
 * The memory that the executables for the same slots share, one of which runs at a time: the table of addresses that code reads, and
 * buffers to work in; and the functions that they share, as these find all else in there.
 */
export class BufferArena extends AddressTable {
  readonly #memory: AddressSpace;
  readonly #reserved: (readonly [address: number, bytes: number])[];
  readonly #buffers: (readonly [address: number, bytes: number])[];
  #kernels: KernelCache | undefined = undefined;
  readonly #rights: Map<string, PackedRight>;

  /** With `like`, the arena has the buffers of another one, for a frame with the same slots in the same order. */
  constructor(memory: AddressSpace, slots: readonly Slot[], outputs: number, like?: BufferArena) {
    const size = { slots: slots.length, outputs };
    const bytes = 4 * entriesOf(size);
    const table = like?.table ?? memory.reserve(bytes);
    super(table, slots, size);
    this.#memory = memory;
    this.#reserved = like === undefined ? [[table, bytes]] : like.#reserved;
    this.#buffers = like === undefined ? [] : like.#buffers;
    this.#rights = like === undefined ? new Map<string, PackedRight>() : like.#rights;
  }

  /** The address of so many bytes to work in. */
  scratch(bytes: number): number {
    return this.#shared(0, bytes);
  }

  /** The addresses of buffers of so many bytes for the temporary values of a pass. */
  temporaries(bytes: readonly number[]): number[] {
    return bytes.map((size, n) => this.#shared(n + 1, size));
  }

  /** The packed right factor for all executables. */
  packedRight(slot: Slot, { transposeB: transposed, n: columns }: ProductShape, bytes: number): PackedRight {
    const place = this.placeOf(slot);
    const key = `${place} ${columns}${transposed ? ' transposed' : ''}`;
    let right = this.#rights.get(key);
    if (right === undefined) {
      right = { slot, place, transposed, columns, address: this.#reserve(bytes), bytes, version: undefined };
      this.#rights.set(key, right);
    }
    return right.slot === slot ? right : { ...right, slot };
  }

  /** The cache of functions for the next executable. */
  get kernels(): KernelCache {
    if (this.#kernels === undefined || this.#kernels.modules >= MOST_MODULES) this.#kernels = new KernelCache();
    return this.#kernels;
  }

  /** Returns all to the memory, once no executable needs it any more. */
  release(): void {
    for (const [address, bytes] of this.#reserved) this.#memory.unreserve(address, bytes);
  }

  /** The address of the n-th buffer that all executables share, of so many bytes or more. Executables keep the one that they were made with. */
  #shared(n: number, bytes: number): number {
    let [address, most] = this.#buffers[n] ?? [0, 0];
    if (bytes > most) {
      most = grown(most, bytes, this.#memory.left / 2);
      address = this.#reserve(most);
      this.#buffers[n] = [address, most];
    }
    return address;
  }

  #reserve(bytes: number): number {
    const address = this.#memory.reserve(bytes);
    this.#reserved.push([address, bytes]);
    return address;
  }
}
