import type { Slot } from '@thalweg/graph/engine';
import { GrowingBuffer } from '../memory/growing-buffer.ts';
import type { LinearMemory } from '../memory/linear-memory.ts';
import { KnownCode } from './known-code.ts';
import type { PackedRight } from './packed-right.ts';

/** So many modules bring functions for other plans; then their collection begins anew, as each copies the table of functions. */
const MOST_MODULES = 32;

/** So many numbers are told for each slot at most. */
const MOST_TOLD = 7;

/**
 * What the plans for the same slots have in common, one of which runs at a time: the table of addresses that code reads, memory
 * to work in, and functions. What stands in none of their sizes is compiled once.
 */
export class Workshop {
  /** The address of the table. */
  readonly table: number;
  /** How many numbers it has: addresses of slots; from `columns` on those of columns for outputs, the number of steps taken, and what code is told. */
  readonly places: number;
  readonly columns: number;
  readonly taken: number;
  readonly #memory: LinearMemory;
  readonly #numbers: ReadonlyMap<Slot, number>;
  readonly #reserved: (readonly [address: number, bytes: number])[] = [];
  readonly #rooms: (readonly [address: number, bytes: number])[] = [];
  #code: KnownCode | undefined = undefined;
  readonly #rights: PackedRight[] = [];
  readonly #fed = new Map<Slot, GrowingBuffer>();

  constructor(memory: LinearMemory, slots: readonly Slot[], outputs: number) {
    this.#memory = memory;
    this.#numbers = new Map(slots.map((slot, number) => [slot, number]));
    this.columns = slots.length;
    this.taken = slots.length + outputs;
    this.places = this.taken + 1 + MOST_TOLD * slots.length;
    this.table = this.#reserve(4 * this.places);
  }

  /** The number in the table that is the address of a slot's storage. */
  placeOf(slot: Slot): number {
    return this.#numbers.get(slot)!;
  }

  /** Where in memory the n-th of the numbers stands that code is told. */
  told(n: number): number {
    return this.table + 4 * (this.taken + 1 + n);
  }

  /** The address of so many bytes to work in. */
  scratch(bytes: number): number {
    return this.#ample(0, bytes);
  }

  /** The addresses of blocks of so many bytes for values that are there for one pass. */
  blocks(bytes: readonly number[]): number[] {
    return bytes.map((size, n) => this.#ample(n + 1, size));
  }

  /** Where the elements are copied that a slot is fed. */
  fedTo(slot: Slot): GrowingBuffer {
    let buffer = this.#fed.get(slot);
    if (buffer === undefined) this.#fed.set(slot, (buffer = new GrowingBuffer(this.#memory, slot.wire.dtype)));
    return buffer;
  }

  /** Where a right factor is packed, for all plans. */
  packedRight(slot: Slot, transposed: boolean, bytes: number): PackedRight {
    let right = this.#rights.find(one => one.slot === slot && one.transposed === transposed);
    if (right === undefined) {
      right = { slot, transposed, address: this.#reserve(bytes), bytes, version: undefined };
      this.#rights.push(right);
    }
    return right;
  }

  /** The functions that are there, for the next plan. */
  get code(): KnownCode {
    if (this.#code === undefined || this.#code.modules >= MOST_MODULES) this.#code = new KnownCode();
    return this.#code;
  }

  /** Gives the memory back, once no plan needs it any more. */
  release(): void {
    for (const [address, bytes] of this.#reserved) this.#memory.unreserve(address, bytes);
    for (const buffer of this.#fed.values()) buffer.release();
  }

  /** The address of so many bytes, or more, that all plans share; where there are more, plans go on in what they were made with. */
  #ample(n: number, bytes: number): number {
    let [address, most] = this.#rooms[n] ?? [0, 0];
    if (bytes > most) {
      // Sizes that grow step by step would each leave one behind.
      most = Math.max(bytes, 2 * most);
      address = this.#reserve(most);
      this.#rooms[n] = [address, most];
    }
    return address;
  }

  #reserve(bytes: number): number {
    const address = this.#memory.reserve(bytes);
    this.#reserved.push([address, bytes]);
    return address;
  }
}
