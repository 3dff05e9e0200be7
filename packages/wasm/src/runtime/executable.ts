import { type Commit, noteCommit, type RowsRequest, type Slot, type Storage, type Wire } from '@thalweg/graph/engine';
import { sizeOf } from '@thalweg/tensor';
import { isTrap } from '../memory/host.ts';
import type { LinearMemory, LinearStorage } from '../memory/linear-memory.ts';
import { isMemoryLimit } from '../memory/memory-limit.ts';
import { BufferAssignment, type ExecutableSite, type FiniteCheck } from './buffer-assignment.ts';
import type { LinkedPass } from './linked-pass.ts';
import { isAlias, storedIn } from './slots.ts';

/** A commit, and the place of the address of the buffer that its register is exchanged with; −1 if it keeps its own. */
interface PlacedCommit {
  readonly commit: Commit;
  readonly place: number;
}

/** The slots that an executable computes, and where. */
interface ExecutableSlots extends ExecutableSite {
  readonly order: readonly Slot[];
  readonly outputs: readonly Slot[];
}

/** The compiled pass for certain sizes, with its buffers. */
export class Executable {
  readonly #memory: LinearMemory;
  readonly #built: LinkedPass;
  readonly #buffers: BufferAssignment;
  readonly #commits: readonly PlacedCommit[];
  readonly #outputs: readonly Slot[];
  /** The columns for the values of outputs, and the number of rows that they have room for; none until rows are taken. */
  #columns: readonly LinearStorage[] = [];
  #room = 0;
  /** Slots that have the elements of others, and those others. */
  readonly #aliases: readonly (readonly [alias: Slot, stored: Slot])[];
  readonly #changes: DemandedChanges;
  /** True until the values that are computed once are computed. */
  #fresh = true;
  /** True if another executable may have computed the pass before. */
  #entered = true;

  constructor(built: LinkedPass, site: ExecutableSlots) {
    const { memory, commits, outputs, order } = site;
    this.#memory = memory;
    this.#built = built;
    const { inPlace, arena } = built;
    this.#commits = commits.map(commit => {
      const { owner, rule } = commit;
      const keeps = inPlace.has(owner) || rule.wire.operation!.write?.rows !== undefined;
      return { commit, place: keeps ? -1 : arena.placeOf(owner) };
    });
    this.#outputs = outputs;
    this.#aliases = order.filter(isAlias).map(slot => [slot, storedIn(slot)]);
    this.#changes = new DemandedChanges(order);
    this.#buffers = new BufferAssignment(built, site);
  }

  /** The bytes of its buffers but those of registers. */
  get bytes(): number {
    return this.#buffers.bytes;
  }

  /** Has slots use its buffers from now on. */
  enter(): void {
    this.#entered = true;
    this.#buffers.enter();
  }

  /** Makes room for another executable. */
  leave(): void {
    this.#buffers.leave();
  }

  /** Computes all slots of a pass. Returns false if it cannot: the interpreter then finds out why. */
  run(clock: number): boolean {
    const { once, calls } = this.#built;
    this.#upload();
    this.#buffers.uploadRows(0, 1);
    for (const [alias, stored] of this.#aliases) alias.place(stored.storage);
    if (this.#memory.readers > 0) this.#buffers.leaveInPlace();
    const computed = this.#together(() => {
      if (this.#fresh) for (const call of once) call();
      this.#fresh = false;
      for (const call of calls) call();
    });
    if (!computed) return false;
    this.#changes.settle(clock, this.#entered);
    this.#entered = false;
    return true;
  }

  /** Copies what a source will be fed in the next pass. Returns true if all elements are finite; false if it does not know. */
  take(source: Wire, fed: Storage, isFinite: FiniteCheck): boolean {
    return this.#buffers.take(source, fed, isFinite);
  }

  /** Takes steps for rows that are fed, with their commits, as `Executor.rows` says. Returns how many it took. */
  rows({ from, to, at, into }: RowsRequest, same: boolean): number {
    const { steps, arena } = this.#built;
    // The commits of compiled steps announce no writes.
    if (steps === undefined || this.#fresh || this.#memory.readers > 0) return 0;
    if (!same) this.#upload();
    if (to - from > this.#room && !this.#makeRoom(from, to)) return 0;
    const columns = this.#columns;
    this.#buffers.uploadRows(from, to);
    const { table } = this.#buffers;
    for (let n = 0; n < columns.length; n++) table[arena.columns + n] = columns[n]!.address;
    // The interpreter takes a step that fails, and finds out why.
    this.#together(steps, to - from);
    const taken = table[arena.taken]!;
    if (taken > 0) this.#noteCommits(table);
    for (let n = 0; n < columns.length; n++) {
      const { data, size } = columns[n]!;
      if (at > 0) into[n]!.set(data.subarray(0, (taken * size) / this.#room), (at * size) / this.#room);
      else if (into[n] !== data) into[n] = data;
    }
    return taken;
  }

  /** Returns all buffers to the memory but those that registers have taken. Another executable must have entered, or none be in use. */
  release(taken: ReadonlySet<unknown>): void {
    this.#buffers.release(taken);
    for (const column of this.#columns) this.#memory.release(column);
  }

  /** Brings the values of sources into the memory, and packs right factors that have changed. */
  #upload(): void {
    this.#buffers.upload();
    for (const { right, pack } of this.#built.packs) {
      if (right.version === right.slot.version) continue;
      pack();
      right.version = right.slot.version;
    }
  }

  /** Calls code, with all threads at hand. Returns whether it succeeded. */
  #together(code: (rows: number) => void, rows = 1): boolean {
    const { shared } = this.#built;
    shared?.call();
    try {
      code(rows);
      return true;
    } catch (error) {
      if (isTrap(error)) throw error;
      return false;
    } finally {
      shared?.rest();
    }
  }

  /** Makes room for rows: what they are fed, and their outputs. Returns false if there is none; a pass takes one row. */
  #makeRoom(from: number, to: number): boolean {
    const rows = to - from;
    for (const column of this.#columns) this.#memory.release(column);
    this.#columns = [];
    this.#room = 0;
    try {
      this.#buffers.uploadRows(from, to);
      this.#columns = this.#outputs.map(({ wire, shape }) => this.#memory.allocate(wire.dtype, rows * sizeOf(shape!)));
    } catch (error) {
      if (isMemoryLimit(error)) return false;
      throw error;
    }
    this.#room = rows;
    return true;
  }

  /** Notes what code has committed: registers have other values, and perhaps other buffers. */
  #noteCommits(table: Uint32Array): void {
    for (let n = 0; n < this.#commits.length; n++) {
      const { commit, place } = this.#commits[n]!;
      noteCommit(commit, place >= 0 && table[place] !== (commit.owner.storage as LinearStorage).address);
    }
  }
}

/** A value that is demanded from outside, and a source below it that has changed lately. */
interface Demanded {
  readonly slot: Slot;
  source: Slot | undefined;
}

/**
 * The values of an executable that are demanded from outside. They count as new in a pass if a source below them has changed since they
 * were computed: only then do their subscribers get them.
 */
class DemandedChanges {
  readonly #order: readonly Slot[];
  readonly #demanded: readonly Demanded[];

  constructor(order: readonly Slot[]) {
    this.#order = order;
    this.#demanded = order.filter(({ roots }) => roots > 0).map(slot => ({ slot, source: undefined }));
  }

  /** Notes that a pass has computed the values that are new; all of them where they must be. */
  settle(clock: number, all: boolean): void {
    let latest: ReadonlyMap<Slot, Slot> | undefined;
    for (const demanded of this.#demanded) {
      const { slot } = demanded;
      // Most often the source that has changed for the last pass has changed for this one too.
      if (!all && !isNewer(demanded.source, slot)) {
        latest ??= this.#latestSources();
        demanded.source = latest.get(slot);
        if (!isNewer(demanded.source, slot)) continue;
      }
      slot.settle(clock, 'ready');
    }
  }

  /** The source that changed last below each value, in one walk over all of them. */
  #latestSources(): Map<Slot, Slot> {
    const latest = new Map<Slot, Slot>();
    for (const slot of this.#order) {
      let last: Slot | undefined;
      for (const read of slot.dependencies) {
        const source = read.wire.operation === undefined ? read : latest.get(read);
        if (source !== undefined && (last === undefined || source.changed > last.changed)) last = source;
      }
      if (last !== undefined) latest.set(slot, last);
    }
    return latest;
  }
}

function isNewer(source: Slot | undefined, slot: Slot): boolean {
  return source !== undefined && source.changed > slot.computed;
}
