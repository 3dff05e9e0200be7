import type { Cell, Slot, Span } from '@thalweg/graph/engine';
import { sizeOf, type TypedArray } from '@thalweg/tensor';
import { isTrap } from './host.ts';
import type { LinearMemory, LinearStorage } from './memory/linear-memory.ts';
import type { LinkedPlan } from './ir/linked-plan.ts';
import { build, type PlanRequest } from './plan/build.ts';
import { explained } from './plan/explained.ts';
import { isAlias, storedIn } from './ir/stored-in.ts';
import { Placement } from './placement.ts';

/** A value that somebody outside asks for, and the sources that it follows from. */
interface Wanted {
  readonly slot: Slot;
  readonly sources: readonly Slot[];
}

/** A register that a step writes, and where the buffer stands that it is exchanged with; −1 if it stays in its own. */
interface Committed {
  readonly register: Cell;
  readonly owner: Slot;
  readonly place: number;
}

/** A plan for certain sizes, with its buffers. */
export class Prepared {
  readonly #memory: LinearMemory;
  readonly #built: LinkedPlan;
  readonly #placement: Placement;
  readonly #commits: readonly Committed[];
  readonly #outputs: readonly Slot[];
  /** Where steps put the values of outputs, and for how many steps there is room; none until some are taken. */
  #columns: readonly LinearStorage[] = [];
  #room = 0;
  /** Slots that have the elements of others, and those others. */
  readonly #aliases: readonly (readonly [alias: Slot, stored: Slot])[];
  readonly #wanted: readonly Wanted[];
  /** Whether what is computed once is still to be computed. */
  #fresh = true;
  /** Whether other sizes may have been there in the pass before. */
  #entered = true;

  constructor(blueprint: PlanRequest) {
    const { memory, arithmetic, commits, outputs, order, arena, onPlan } = blueprint;
    this.#memory = memory;
    this.#built = build(blueprint);
    const { inPlace } = this.#built;
    this.#commits = commits.map(({ register, owner, rule }) => {
      const place = inPlace.has(owner) || rule.wire.rule!.write?.rows !== undefined ? -1 : arena.placeOf(owner);
      return { register, owner, place };
    });
    this.#outputs = outputs;
    this.#aliases = order.filter(isAlias).map(slot => [slot, storedIn(slot)]);
    this.#wanted = order.filter(({ roots }) => roots > 0).map(slot => ({ slot, sources: sourcesBehind(slot) }));
    this.#placement = new Placement(memory, this.#built, commits);
    onPlan?.(explained(this.#built.items, this.#placement.bytes, arithmetic));
  }

  /** Takes its place: values are in its buffers from now on. */
  enter(): void {
    this.#entered = true;
    this.#placement.enter();
  }

  /** Makes room for another plan. */
  leave(): void {
    this.#placement.leave();
  }

  /** Computes all slots of a pass, or leaves it to the interpreter. */
  run(clock: number): boolean {
    const { once, calls } = this.#built;
    this.#placement.bring();
    this.#pack();
    for (const [alias, stored] of this.#aliases) alias.storage = stored.storage;
    const computed = this.#together(() => {
      if (this.#fresh) for (const call of once) call();
      this.#fresh = false;
      for (const call of calls) call();
    });
    if (!computed) return false;
    for (const { slot, sources } of this.#wanted) {
      if (!this.#entered && !isNews(slot, sources)) continue;
      slot.computed = clock;
      slot.settle(clock, 'ready');
    }
    this.#entered = false;
    return true;
  }

  /** Steps for some of the rows that are fed, and commits each. Gives how many it took. */
  steps(rows: Span, into: TypedArray[]): number {
    if (this.#built.steps === undefined || this.#fresh || !this.#placement.isThere()) return 0;
    this.#pack();
    return this.repeat(rows, into);
  }

  /** The same where it has just stepped, and nothing but what is fed is different. */
  repeat({ from, to }: Span, into: TypedArray[]): number {
    const { steps, arena } = this.#built;
    if (to - from > this.#room) this.#makeRoom(to - from);
    const columns = this.#columns;
    this.#placement.bringRows(from, to);
    const { table } = this.#placement;
    for (let n = 0; n < columns.length; n++) table[arena.columns + n] = columns[n]!.address;
    // The interpreter takes a step that fails, and says why.
    this.#together(steps!, to - from);
    const taken = table[arena.taken]!;
    if (taken > 0) this.#commit(table);
    for (let n = 0; n < columns.length; n++) {
      const { data, size } = columns[n]!;
      if (from > 0) into[n]!.set(data.subarray(0, (taken * size) / this.#room), (from * size) / this.#room);
      else if (into[n] !== data) into[n] = data;
    }
    return taken;
  }

  /** Packs right factors that have other values. */
  #pack(): void {
    for (const { right, pack } of this.#built.packs) {
      if (right.version === right.slot.version) continue;
      pack();
      right.version = right.slot.version;
    }
  }

  /** Gives back all buffers but those that registers have taken, once it has made room. */
  release(taken: ReadonlySet<unknown>): void {
    this.#placement.release(taken);
    for (const column of this.#columns) this.#memory.release(column);
  }

  /** Calls code, with all threads at hand. Whether it came to its end. */
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

  /** Makes room for the outputs of so many steps. */
  #makeRoom(rows: number): void {
    for (const column of this.#columns) this.#memory.release(column);
    this.#columns = this.#outputs.map(({ wire, shape }) => this.#memory.allocate(wire.dtype, rows * sizeOf(shape!)));
    this.#room = rows;
  }

  /** Notes what the code has committed: other values of registers, and other buffers. */
  #commit(table: Int32Array): void {
    for (let n = 0; n < this.#commits.length; n++) {
      const { register, owner, place } = this.#commits[n]!;
      const exchanged = place >= 0 && table[place] !== (owner.storage as LinearStorage).address;
      const former = register.exchange(register.shape!, exchanged ? owner.storage! : register.storage!);
      if (exchanged) owner.storage = former;
    }
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
