import { type Commit, FEW, type Slot, type Storage, type Wire } from '@thalweg/graph/engine';
import { sizeOf, type TypedArray } from '@thalweg/tensor';
import { BYTES } from '../memory/address-space.ts';
import type { FedBuffers, GrowingBuffer } from '../memory/growing-buffer.ts';
import type { LinearMemory, LinearStorage } from '../memory/linear-memory.ts';
import type { LinkedPass } from './linked-pass.ts';

/** Returns true if so many float32 from an address on, at least four, are finite. */
export type FiniteCheck = (memory: LinearMemory, address: number, count: number) => boolean;

/** A value, and the place of its buffer's address in the table. */
interface Placed {
  readonly slot: Slot;
  readonly place: number;
}

/** A value whose buffer may be another one in each pass. */
interface Moving extends Placed {
  /** The buffer that it had last in this memory. */
  resident: LinearStorage | undefined;
}

/** A next value that is written into the buffer of its register. */
interface InPlace extends Placed {
  readonly register: Moving;
}

/**
 * A source that is neither fed nor written, whose elements are copied when they have changed. A register that lies in the
 * memory, where another executor writes it, is read where it lies.
 */
interface Invariant extends Placed {
  readonly buffer: LinearStorage;
  /** The version that was copied last. */
  version: number | undefined;
}

/** A source whose elements are copied for each pass, unless they lie in the memory already. */
interface Fed extends Placed {
  /** The number of elements in a pass, and the number of their bytes. */
  readonly size: number;
  readonly bytes: number;
  /** The buffer that they are copied to in all executables. */
  readonly buffer: GrowingBuffer;
}

/** The memory of an executable, and the writes of its steps. */
export interface ExecutableSite {
  readonly memory: LinearMemory;
  /** The buffers for what is fed. */
  readonly fed: FedBuffers;
  readonly commits: readonly Commit[];
}

/** The buffers of an executable's values in the memory, and the uploads of values into them. */
export class BufferAssignment {
  readonly #memory: LinearMemory;
  readonly #built: LinkedPass;
  readonly #registers: Moving[] = [];
  readonly #owners: Moving[] = [];
  readonly #inPlace: InPlace[] = [];
  readonly #fed: Fed[] = [];
  readonly #invariant: Invariant[] = [];
  /** The buffers of values, while another executable is in use. */
  readonly #buffers = new Map<Slot, LinearStorage>();
  /** Addresses that are the same in each pass. */
  readonly #fixed: (readonly [place: number, address: number])[] = [];
  #table: Uint32Array;
  /** The number of times that the memory had grown when the view of the table was made: to ask for its length would take longer. */
  #growths = 0;

  constructor(built: LinkedPass, { memory, fed, commits }: ExecutableSite) {
    this.#memory = memory;
    this.#built = built;
    const owners = new Set(commits.map(({ owner }) => owner));
    const written = new Set(commits.map(({ register }) => register));
    const registers = new Map<Slot, Moving>();
    for (const slot of built.stored) {
      const place = built.arena.placeOf(slot);
      const register = built.inPlace.get(slot);
      if (register !== undefined) {
        this.#inPlace.push({ slot, place, register: registers.get(register)! });
        continue;
      }
      const { operation, sourceValue, dtype } = slot.wire;
      if (operation === undefined && slot.fed === undefined && written.has(sourceValue!)) {
        const moving = { slot, place, resident: undefined };
        registers.set(slot, moving);
        this.#registers.push(moving);
        continue;
      }
      const temporary = built.temporary.get(slot);
      if (temporary !== undefined) {
        this.#fixed.push([place, temporary]);
        continue;
      }
      const size = sizeOf(slot.shape!);
      if (slot.fed !== undefined) {
        this.#fed.push({ slot, place, size, bytes: size * BYTES[dtype], buffer: fed.of(slot) });
        continue;
      }
      const buffer = memory.allocate(dtype, size);
      this.#fixed.push([place, buffer.address]);
      if (operation === undefined) this.#invariant.push({ slot, place, buffer, version: undefined });
      else {
        this.#buffers.set(slot, buffer);
        if (owners.has(slot)) this.#owners.push({ slot, place, resident: undefined });
      }
    }
    this.#fixed.push(...built.placed);
    this.#table = this.#view();
  }

  /** The bytes of all buffers but those of registers. */
  get bytes(): number {
    const own = [...this.#buffers.values(), ...this.#invariant.map(({ buffer }) => buffer)];
    const reserved = this.#built.reserved.map(([, bytes]) => bytes);
    const all = [...own.map(({ data }) => data.byteLength), ...this.#fed.map(({ bytes }) => bytes), ...reserved];
    return all.reduce((sum, bytes) => sum + bytes, this.#built.temporaryBytes);
  }

  /** The table of addresses, valid until something more is allocated. */
  get table(): Uint32Array {
    if (this.#growths !== this.#memory.growths) this.#table = this.#view();
    return this.#table;
  }

  /** Has slots use its buffers from now on. */
  enter(): void {
    for (const [slot, buffer] of this.#buffers) slot.place(buffer);
    const { table } = this;
    for (const [place, address] of this.#fixed) table[place] = address;
    table.set(this.#built.sizeArguments, this.#built.arena.taken + 1);
  }

  /** Makes room for another executable, or for the interpreter, which must not write in buffers with what is computed once. */
  leave(): void {
    for (const slot of this.#buffers.keys()) {
      const { storage } = slot;
      if (this.#memory.owns(storage)) this.#buffers.set(slot, storage);
      slot.place(undefined);
    }
  }

  /** Returns all buffers to the memory but those that registers have taken. */
  release(taken: ReadonlySet<unknown>): void {
    for (const [slot, buffer] of this.#buffers) {
      if (!taken.has(buffer)) this.#memory.release(buffer);
      slot.place(undefined);
    }
    for (const { buffer } of this.#invariant) this.#memory.release(buffer);
    this.#built.shared?.end();
    for (const [address, bytes] of this.#built.reserved) this.#memory.unreserve(address, bytes);
  }

  /** Uploads the values of sources that are not fed, and writes all their addresses into the table. */
  upload(): void {
    // A commit may have taken the buffer of an owner and given none back, or one of another memory.
    for (const moving of this.#registers) this.#makeResident(moving);
    for (const moving of this.#owners) this.#makeResident(moving);
    for (const source of this.#invariant) {
      const { slot, buffer } = source;
      if (this.#memory.owns(slot.storage) || slot.version === source.version) continue;
      buffer.data.set(slot.data);
      source.version = slot.version;
    }
    this.#writeAddresses();
  }

  /** Has those who read a register save it, if its next value is written into its own buffer. */
  leaveInPlace(): void {
    for (const { register } of this.#inPlace) for (const reader of register.resident!.readers ?? []) reader.leave();
  }

  /** Uploads some of the rows that are fed. */
  uploadRows(from: number, to: number): void {
    for (let i = 0; i < this.#fed.length; i++) this.#uploadColumn(this.#fed[i]!, from, to);
  }

  /**
   * Copies what a source will be fed in the next pass, which then need not. Returns true if all elements are finite; false if
   * one is not, or if it does not know.
   */
  take(source: Wire, fed: Storage, isFinite: FiniteCheck): boolean {
    for (const { slot, size, buffer } of this.#fed) {
      if (slot.wire !== source) continue;
      // A few elements are checked as fast elsewhere.
      if (source.dtype !== 'float32' || size <= FEW || fed.data.length !== size) return false;
      if (this.#memory.addressOf(fed.data) !== undefined) return false;
      const storage = buffer.for(size);
      copyElements(storage.data, fed.data, 0, size);
      buffer.ahead = fed;
      return isFinite(this.#memory, storage.address, size);
    }
    return false;
  }

  #uploadColumn({ slot, size, bytes, place, buffer }: Fed, from: number, to: number): void {
    const fed = slot.fed!;
    if (this.#memory.owns(fed)) {
      this.table[place] = fed.address + from * bytes;
      return;
    }
    const { data } = fed;
    const count = (to - from) * size;
    // To ask for the buffer of a small array would make one.
    const loaded = count > FEW ? this.#memory.addressOf(data) : undefined;
    if (loaded !== undefined) {
      this.table[place] = loaded + from * bytes;
      return;
    }
    const storage = buffer.for(count);
    if (buffer.ahead !== fed || count !== data.length) copyElements(storage.data, data, from * size, count);
    buffer.ahead = undefined;
    this.table[place] = storage.address;
  }

  #writeAddresses(): void {
    const { table } = this;
    for (const { slot, place, buffer } of this.#invariant) {
      const { storage } = slot;
      table[place] = (this.#memory.owns(storage) ? storage : buffer).address;
    }
    for (const { place, resident } of this.#registers) table[place] = resident!.address;
    for (const { place, resident } of this.#owners) table[place] = resident!.address;
    for (const { slot, place, register } of this.#inPlace) {
      slot.place(register.resident);
      table[place] = register.resident!.address;
    }
  }

  /** Gives a value a buffer in the memory, unless it has one. The buffer of a register stays there; its value is the same. */
  #makeResident(moving: Moving): void {
    const { slot } = moving;
    const { storage } = slot;
    if (storage === moving.resident && storage !== undefined) return;
    if (this.#memory.owns(storage)) {
      moving.resident = storage;
      return;
    }
    const { sourceValue, dtype } = slot.wire;
    const resident = this.#memory.allocate(dtype, sizeOf(slot.shape!));
    if (sourceValue !== undefined) {
      resident.data.set(slot.data);
      sourceValue.place(resident);
    }
    slot.place(resident);
    moving.resident = resident;
  }

  #view(): Uint32Array {
    this.#growths = this.#memory.growths;
    const { table, places } = this.#built.arena;
    return new Uint32Array(this.#memory.memory.buffer, table, places);
  }
}

/** Copies so many elements from a position on to the beginning of an array of the same type. */
function copyElements(to: TypedArray, from: TypedArray, start: number, count: number): void {
  // For one element, a call costs more than the element, and `subarray` makes one more object.
  if (count === 1) to[0] = from[start]!;
  else to.set(count === from.length ? from : from.subarray(start, start + count));
}
