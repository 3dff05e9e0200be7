import type { Cell, PlannedCommit, Slot } from '@thalweg/graph/runners';
import { sizeOf } from '@thalweg/tensor';
import { LinearStorage, type LinearMemory } from './memory/linear-memory.ts';
import { build, type Blueprint, type Built } from './plan/build.ts';
import { explained, type ExplainedPlan } from './plan/explained.ts';
import { isAlias, storedIn } from './plan/stored-in.ts';
import type { SharedPlan } from './threads/crew.ts';

/** A value whose buffer may be another one in each pass, and where its address stands in the table. */
interface Moving {
  readonly slot: Slot;
  readonly place: number;
}

/** A source that is copied: what a step feeds each time, anything else when it has changed. */
interface Copied {
  readonly slot: Slot;
  readonly buffer: LinearStorage;
  /** The version that was copied last; none of what a step feeds. */
  version: number | undefined;
}

/** A value that somebody outside asks for, and the sources that it follows from. */
interface Wanted {
  readonly slot: Slot;
  readonly sources: readonly Slot[];
}

/** A plan for certain sizes, with its buffers. */
export class Prepared {
  readonly #memory: LinearMemory;
  readonly #built: Built;
  readonly #registers = new Map<Slot, Cell>();
  readonly #copied: Copied[] = [];
  readonly #moving: Moving[] = [];
  /** The buffers of values, while another plan is in use. */
  readonly #buffers = new Map<Slot, LinearStorage>();
  /** Slots that have the elements of others, and those others. */
  readonly #aliases: readonly (readonly [alias: Slot, stored: Slot])[];
  readonly #wanted: readonly Wanted[];
  #table: Int32Array;
  /** Whether what is computed once is still to be computed. */
  #fresh = true;
  /** Whether other sizes may have been there in the pass before. */
  #entered = true;

  constructor(blueprint: Blueprint, onPlan: ((plan: ExplainedPlan) => void) | undefined) {
    const { memory, sources, commits, order } = blueprint;
    this.#memory = memory;
    this.#built = build(blueprint);
    onPlan?.(explained(this.#built.units));
    this.#aliases = order.filter(isAlias).map(slot => [slot, storedIn(slot)]);
    this.#wanted = order.filter(({ roots }) => roots > 0).map(slot => ({ slot, sources: sourcesBehind(slot) }));
    const owners = new Set(commits.map(({ owner }) => owner));
    const addresses: number[] = [];
    this.#built.stored.forEach((slot, place) => {
      if (slot.wire.rule === undefined) addresses.push(this.#addSource(slot, place, commits));
      else {
        if (owners.has(slot)) this.#moving.push({ slot, place });
        if (this.#built.inPlace.has(slot)) {
          addresses.push(0);
          return;
        }
        const buffer = memory.allocate(slot.wire.dtype, sizeOf(slot.shape!));
        this.#buffers.set(slot, buffer);
        addresses.push(buffer.address);
      }
    });
    for (const source of sources) if (!this.#built.stored.includes(source)) this.#addSource(source, -1, commits);
    this.#table = this.#view();
    this.#table.set(addresses);
  }

  /** Takes its place: values are in its buffers from now on. */
  enter(): void {
    this.#entered = true;
    for (const [slot, buffer] of this.#buffers) slot.storage = buffer;
  }

  /** Makes room for another plan. */
  leave(): void {
    for (const slot of this.#buffers.keys())
      if (this.#isIn(slot)) this.#buffers.set(slot, slot.storage as LinearStorage);
  }

  /** What other threads know of it. */
  get shared(): SharedPlan | undefined {
    return this.#built.shared;
  }

  /** Computes all slots of a pass. */
  run(clock: number): void {
    this.#bring();
    for (const [alias, stored] of this.#aliases) alias.storage = stored.storage;
    if (this.#fresh) for (const call of this.#built.once) call();
    this.#fresh = false;
    for (const call of this.#built.calls) call();
    for (const { slot, sources } of this.#wanted) {
      if (!this.#entered && !isNews(slot, sources)) continue;
      slot.computed = clock;
      slot.settle(clock, 'ready');
    }
    this.#entered = false;
  }

  /** Gives back all buffers but those that registers have taken, once it has made room. */
  release(taken: ReadonlySet<unknown>): void {
    for (const [slot, buffer] of this.#buffers) {
      if (!taken.has(buffer)) this.#memory.release(buffer);
      slot.storage = undefined;
    }
    for (const { buffer } of this.#copied) this.#memory.release(buffer);
    this.#built.shared?.end();
    for (const [address, bytes] of this.#built.reserved) this.#memory.unreserve(address, bytes);
  }

  #addSource(slot: Slot, place: number, commits: readonly PlannedCommit[]): number {
    const register = slot.fed === undefined && commits.find(commit => commit.register === slot.wire.cell)?.register;
    if (register) {
      this.#registers.set(slot, register);
      if (place >= 0) this.#moving.push({ slot, place });
      return 0;
    }
    const buffer = this.#memory.allocate(slot.wire.dtype, sizeOf(slot.shape!));
    this.#copied.push({ slot, buffer, version: undefined });
    return buffer.address;
  }

  /** Brings all values into the memory, and the addresses that have changed into the table. */
  #bring(): void {
    for (const [slot, cell] of this.#registers) if (!this.#isIn(slot)) this.#bringHome(slot, cell);
    for (const copied of this.#copied) {
      const { slot, buffer } = copied;
      if (slot.fed === undefined && slot.version === copied.version) continue;
      buffer.data.set(slot.data);
      copied.version = slot.fed === undefined ? slot.version : undefined;
    }
    const { inPlace } = this.#built;
    for (const [slot, source] of inPlace) slot.storage = source.storage;
    // A commit may have taken the buffer and given none back, or one of another memory.
    for (const { slot } of this.#moving)
      if (!this.#isIn(slot)) slot.storage = this.#memory.allocate(slot.wire.dtype, sizeOf(slot.shape!));
    // All is allocated: the memory stays as it is for this pass.
    if (this.#table.length === 0) this.#table = this.#view();
    for (const { slot, place } of this.#moving) this.#table[place] = (slot.storage as LinearStorage).address;
  }

  #isIn({ storage }: Slot): boolean {
    return storage instanceof LinearStorage && storage.memory === this.#memory;
  }

  /** Moves a register into the memory, where it stays. Its value is the same: nobody is told. */
  #bringHome(slot: Slot, cell: Cell): void {
    const home = this.#memory.allocate(slot.wire.dtype, slot.data.length);
    home.data.set(slot.data);
    cell.storage = home;
    slot.storage = home;
  }

  #view(): Int32Array {
    const { table, stored } = this.#built;
    return new Int32Array(this.#memory.memory.buffer, table, stored.length);
  }
}

/** Whether a source has had another value since a slot was computed: only then are its subscribers told. */
function isNews(slot: Slot, sources: readonly Slot[]): boolean {
  for (const { changed } of sources) if (changed > slot.computed) return true;
  return false;
}

/** The sources whose values a slot is computed from. */
function sourcesBehind(slot: Slot): Slot[] {
  const found = new Set<Slot>([slot]);
  for (const one of found) for (const read of one.dependencies) found.add(read);
  return [...found].filter(({ wire }) => wire.rule === undefined);
}
