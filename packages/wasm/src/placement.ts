import type { PlannedCommit, Slot } from '@thalweg/graph/engine';
import { sizeOf } from '@thalweg/tensor';
import { BYTES } from './emit/elements.ts';
import { copyElements } from './memory/copy.ts';
import type { GrowingBuffer } from './memory/growing-buffer.ts';
import type { LinearMemory, LinearStorage } from './memory/linear-memory.ts';
import { SMALL } from './memory/small-buffer.ts';
import type { LinkedPlan } from './ir/linked-plan.ts';

/** A value, and where the address of its buffer stands in the table. */
interface Placed {
  readonly slot: Slot;
  readonly place: number;
}

/** A value whose buffer may be another one in each pass. */
interface Moving extends Placed {
  /** The one that it had last in this memory. */
  home: LinearStorage | undefined;
}

/** A next value that is written where its register lies. */
interface InPlace extends Placed {
  readonly register: Moving;
}

/**
 * A source that is neither fed nor written, whose elements are copied when they have changed. A register that lies in the
 * memory, where another program writes it, is read where it lies.
 */
interface Still extends Placed {
  readonly buffer: LinearStorage;
  /** The version that was copied last. */
  version: number | undefined;
}

/** A source whose elements are copied for each pass, unless they lie in the memory already. */
interface Fed extends Placed {
  /** How many elements it has in a pass, and how many bytes these are. */
  readonly size: number;
  readonly bytes: number;
  /** Where they are copied, whatever plan is in use. */
  readonly buffer: GrowingBuffer;
}

/** Where the values of a plan are in the memory, and how they get there. */
export class Placement {
  readonly #memory: LinearMemory;
  readonly #built: LinkedPlan;
  readonly #registers: Moving[] = [];
  readonly #owners: Moving[] = [];
  readonly #inPlace: InPlace[] = [];
  readonly #fed: Fed[] = [];
  readonly #still: Still[] = [];
  /** The buffers of values, while another plan is in use. */
  readonly #buffers = new Map<Slot, LinearStorage>();
  /** What has the same address in each pass. */
  readonly #fixed: (readonly [place: number, address: number])[] = [];
  #table: Int32Array;
  /** How often the memory had grown when the table was looked at first: to ask for its length would take longer. */
  #growths = 0;

  constructor(memory: LinearMemory, built: LinkedPlan, commits: readonly PlannedCommit[]) {
    this.#memory = memory;
    this.#built = built;
    const owners = new Set(commits.map(({ owner }) => owner));
    const written = new Set(commits.map(({ register }) => register));
    for (const slot of built.stored) {
      const place = built.arena.placeOf(slot);
      const register = built.inPlace.get(slot);
      if (register !== undefined) {
        this.#inPlace.push({ slot, place, register: this.#registers.find(one => one.slot === register)! });
        continue;
      }
      const { rule, cell, dtype } = slot.wire;
      if (rule === undefined && slot.fed === undefined && written.has(cell!)) {
        this.#registers.push({ slot, place, home: undefined });
        continue;
      }
      const inside = built.temporary.get(slot);
      if (inside !== undefined) {
        this.#fixed.push([place, inside]);
        continue;
      }
      const size = sizeOf(slot.shape!);
      if (slot.fed !== undefined) {
        this.#fed.push({ slot, place, size, bytes: size * BYTES[dtype], buffer: built.arena.fedTo(slot) });
        continue;
      }
      const buffer = memory.allocate(dtype, size);
      this.#fixed.push([place, buffer.address]);
      if (rule === undefined) this.#still.push({ slot, place, buffer, version: undefined });
      else {
        this.#buffers.set(slot, buffer);
        if (owners.has(slot)) this.#owners.push({ slot, place, home: undefined });
      }
    }
    this.#table = this.#view();
  }

  /** Of all buffers but those of registers. */
  get bytes(): number {
    const own = [...this.#buffers.values(), ...this.#still.map(({ buffer }) => buffer)];
    const reserved = this.#built.reserved.map(([, bytes]) => bytes);
    const all = [...own.map(({ data }) => data.byteLength), ...this.#fed.map(({ bytes }) => bytes), ...reserved];
    return all.reduce((sum, bytes) => sum + bytes, this.#built.temporaryBytes);
  }

  /** The table of addresses, as long as nothing more is allocated. */
  get table(): Int32Array {
    if (this.#growths !== this.#memory.growths) this.#table = this.#view();
    return this.#table;
  }

  /** Takes its place: values are in its buffers from now on. */
  enter(): void {
    for (const [slot, buffer] of this.#buffers) slot.storage = buffer;
    const { table } = this;
    for (const [place, address] of this.#fixed) table[place] = address;
    table.set(this.#built.sizeArguments, this.#built.arena.taken + 1);
  }

  /** Makes room for another plan. */
  leave(): void {
    for (const slot of this.#buffers.keys()) {
      const { storage } = slot;
      if (this.#memory.owns(storage)) this.#buffers.set(slot, storage);
    }
  }

  /** Gives back all buffers but those that registers have taken, once it has made room. */
  release(taken: ReadonlySet<unknown>): void {
    for (const [slot, buffer] of this.#buffers) {
      if (!taken.has(buffer)) this.#memory.release(buffer);
      slot.storage = undefined;
    }
    for (const { buffer } of this.#still) this.#memory.release(buffer);
    this.#built.shared?.end();
    for (const [address, bytes] of this.#built.reserved) this.#memory.unreserve(address, bytes);
  }

  /** Brings all values of a pass into the memory, and their addresses into the table. */
  bring(): void {
    // A commit may have taken the buffer of an owner and given none back, or one of another memory.
    for (const moving of [...this.#registers, ...this.#owners]) if (!this.#isHome(moving)) this.#bringHome(moving);
    for (const copied of this.#still) {
      if (this.#isThere(copied)) continue;
      copied.buffer.data.set(copied.slot.data);
      copied.version = copied.slot.version;
    }
    this.bringRows(0, 1);
    this.#address();
  }

  /** Whether all values but those that are fed are in the memory already; then their addresses are in the table. */
  isThere(): boolean {
    for (const copied of this.#still) if (!this.#isThere(copied)) return false;
    for (const register of this.#registers) if (!this.#isHome(register)) return false;
    for (const owner of this.#owners) if (!this.#isHome(owner)) return false;
    this.#address();
    return true;
  }

  /** Whether the elements of a source that is not fed are in the memory. */
  #isThere({ slot, version }: Still): boolean {
    return this.#memory.owns(slot.storage) || slot.version === version;
  }

  /** Brings some of the rows that are fed. */
  bringRows(from: number, to: number): void {
    for (let i = 0; i < this.#fed.length; i++) this.#bringColumn(this.#fed[i]!, from, to);
  }

  #bringColumn({ slot, size, bytes, place, buffer }: Fed, from: number, to: number): void {
    const fed = slot.fed!;
    if (this.#memory.owns(fed)) {
      this.table[place] = fed.address + from * bytes;
      return;
    }
    const { data } = fed;
    const count = (to - from) * size;
    // To ask for the buffer of a small array would make one.
    const loaded = count > SMALL ? this.#memory.addressOf(data) : undefined;
    if (loaded !== undefined) {
      this.table[place] = loaded + from * bytes;
      return;
    }
    const storage = buffer.for(count);
    copyElements(storage.data, data, from * size, count);
    this.table[place] = storage.address;
  }

  #address(): void {
    const { table } = this;
    for (const { slot, place, buffer } of this.#still) {
      const { storage } = slot;
      table[place] = (this.#memory.owns(storage) ? storage : buffer).address;
    }
    for (const { place, home } of this.#registers) table[place] = home!.address;
    for (const { place, home } of this.#owners) table[place] = home!.address;
    for (const { slot, place, register } of this.#inPlace) {
      slot.storage = register.home;
      table[place] = register.home!.address;
    }
  }

  /** Whether a value lies in the memory. */
  #isHome(moving: Moving): boolean {
    const { storage } = moving.slot;
    if (storage !== moving.home || storage === undefined)
      moving.home = this.#memory.owns(storage) ? storage : undefined;
    return moving.home !== undefined;
  }

  /** Gives a value a buffer in the memory. That of a register stays there; its value is the same: nobody is told. */
  #bringHome(moving: Moving): void {
    const { slot } = moving;
    const { cell, dtype } = slot.wire;
    const home = this.#memory.allocate(dtype, sizeOf(slot.shape!));
    if (cell !== undefined) {
      home.data.set(slot.data);
      cell.storage = home;
    }
    slot.storage = moving.home = home;
  }

  #view(): Int32Array {
    this.#growths = this.#memory.growths;
    const { table, places } = this.#built.arena;
    return new Int32Array(this.#memory.memory.buffer, table, places);
  }
}
