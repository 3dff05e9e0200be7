import { sameShape, type Sizes, type TypedArray } from '@thalweg/tensor';
import { GraphError } from '../errors/graph-error.ts';
import { bind } from '../interpreter/bind.ts';
import { extentsOf } from '../interpreter/reductions.ts';
import { type Cell, Storage } from '../wire/cell.ts';
import { needsValue, NEVER, precisionOf, type Slot, type Status, type Wire } from '../wire/wire.ts';

/** Opens the executors of task frames. */
export interface Runner {
  /**
   * An executor for one frame. It may leave any pass, whole, to the interpreter, which finds out what is missing and what
   * fails: so there is one set of errors.
   */
  open(demands: Demands, interpreter: Executor): Executor;
}

/** The results that a task frame asks of its passes. */
export interface Demands {
  /** The slots whose values are asked for, in this order. */
  readonly outputs: readonly Slot[];
  /** The registers that a step writes after all slots are computed. */
  readonly commits: readonly Commit[];
  /** The output that must be finite. A step in which it is not finite fails before it writes a register. */
  readonly finite?: Slot | undefined;
}

/** A pass of a frame, in which sources have their values and all sizes are known. */
export interface Pass {
  /** The slots to compute, inputs first. Inlined slots are not listed: their readers compute them. */
  readonly order: readonly Slot[];
  /** The number of the pass. */
  readonly clock: number;
  /** A number that changes when the slots, their sizes or the set of sources that are fed change. */
  readonly layout: number;
  /** True if nobody observes registers between a pass and its commit: their buffers may take the next values. */
  readonly donated: boolean;
}

/** Computes the slots of one frame. */
export interface Executor {
  /** Computes all slots of a pass. Errors are kept in the slots. */
  pass(pass: Pass): void;
  /**
   * Takes steps for rows of the values that are fed, each with its commit, and returns how many it took. It may take none.
   * Each feed holds all rows. The values of outputs go into the columns of `into`, each after those of the row before;
   * if `at` is 0, columns may be replaced by others, which are valid until the next call.
   *
   * With `same`, nothing but the fed elements differs from the end of the last call, and sources have not been brought up to
   * date. Without this method, each row is computed in a pass.
   */
  rows?(pass: Pass, rows: RowsRequest, same: boolean): number;
  /** Returns a buffer for values of a source that have these sizes. Values that are fed from it need no copy. */
  bufferFor?(source: Wire, sizes: Sizes): Storage | undefined;
  /**
   * Copies what a source will be fed to where the next pass reads it, in place of that pass. Returns true if all elements are
   * finite, false if one is not or if it does not know.
   */
  take?(source: Wire, fed: Storage): boolean;
  /** Returns true for an array that was loaded into the executor's memory: nobody writes it any more. */
  holds?(data: TypedArray): boolean;
  /** Releases everything but the values of registers. */
  close?(): void;
}

/** The rows to compute, from `from` on and before `to`, and the columns that take the values of outputs, from row `at` on. */
export interface RowsRequest {
  readonly from: number;
  readonly to: number;
  readonly at: number;
  readonly into: TypedArray[];
}

/** Checks a slot that has just been computed; the slot fails with what it throws. */
export type Guard = (slot: Slot) => void;

/** An executor that computes slot by slot, with loops over typed arrays. */
export function interpreter(guard?: Guard): Executor {
  return {
    pass({ order, clock }) {
      for (const slot of order) compute(slot, clock, guard);
    },
  };
}

/** Computes a slot if anything it reads is newer than it is, or if it failed. */
function compute(slot: Slot, clock: number, guard: Guard | undefined): void {
  let dirty = slot.computed === NEVER || slot.status === 'failed' || slot.reshaped > slot.computed;
  let rebind = slot.reshaped > slot.bound || slot.run === undefined;
  let status: Status = 'ready';
  let error: unknown;
  for (const input of slot.dependencies) {
    if (input.changed > slot.computed) dirty = true;
    if (input.reshaped > slot.bound) rebind = true;
    if (input.status === 'ready' || status === 'failed') continue;
    status = input.status;
    error = input.error;
  }
  for (const other of slot.boundTo) if (other.reshaped > slot.bound) dirty = rebind = true;
  if (!dirty) return;
  if (status === 'ready' && !slot.shape) {
    error = slot.shapeError;
    status = error ? 'failed' : 'missing';
  }
  if (status === 'ready') {
    try {
      if (rebind) {
        slot.run = bind(slot);
        slot.bound = clock;
      }
      slot.run!();
      guard?.(slot);
    } catch (thrown) {
      status = 'failed';
      error = thrown;
    }
  }
  slot.settle(clock, status, error);
}

/** The write of a register after a step: its rule, and the slot whose storage the register takes. */
export interface Commit {
  readonly register: Cell;
  readonly rule: Slot;
  readonly owner: Slot;
  /** True if the rule fires in the step under way. */
  fires: boolean;
}

/** Writes registers after a step: first everything that can fail is done, then the first register is written. */
export function commit(commits: readonly Commit[]): void {
  for (const one of commits) prepare(one);
  for (const one of commits) apply(one);
}

function prepare(commit: Commit): void {
  const { register, rule } = commit;
  const write = rule.wire.rule!.write;
  commit.fires = write?.when === undefined || rule.inputs[write.when]!.data[0] !== 0;
  const storage = register.storage;
  if (!commit.fires || storage === undefined || (!storage.kept && storage.readers === undefined)) return;
  if (write?.rows === undefined) {
    // A runner's memory is scarce, so its buffer is used again; another one is left to those who read it.
    if (storage.borrowed) for (const reader of storage.readers ?? []) reader.leave();
  } else if (storage.kept)
    // A buffer that was handed out is not written.
    register.exchange(register.shape!, new Storage(storage.data.slice()));
  else saveRows(storage, register.shape!, write.rows.axis, rule.inputs[write.rows.at]!.data);
}

/**
 * Writes a register, which happens nowhere else: it takes the buffer of its next value and gives its old one, to be written
 * next time; or it takes some rows into the buffer that it has.
 */
function apply({ register, rule, owner, fires }: Commit): void {
  if (!fires) return;
  const rows = rule.wire.rule!.write?.rows;
  if (rows !== undefined) {
    const [storage, sizes] = [register.storage!, register.shape!];
    rows.copy(storage.data, sizes, rule.data, rule.inputs[rows.at]!.data);
    register.exchange(sizes, storage);
    return;
  }
  const former = register.exchange(rule.shape!, owner.storage!);
  const free = former?.kept === false && former.readers === undefined;
  owner.place(free && former.data.length === owner.data.length ? former : undefined);
  owner.invalidate();
}

/** Notes that an executor has written a register in its rows. With `exchanged`, register and owner have swapped buffers. */
export function noteCommit({ register, owner }: Commit, exchanged: boolean): void {
  const former = register.exchange(register.shape!, exchanged ? owner.storage! : register.storage!);
  if (exchanged) owner.place(former);
}

/** The commits of the rules among some slots. */
export function commitsOf(slots: readonly Slot[]): Commit[] {
  const commits: Commit[] = [];
  const owners = new Set<Slot>();
  const registers = new Set<Cell>();
  for (const rule of slots) {
    const register = rule.wire.register?.cell;
    if (register === undefined || rule.demands === 0) continue;
    if (registers.has(register))
      throw new GraphError(
        rule.wire.name,
        'a step may write a register once',
        'two rules for it',
        'Train with one of the two, or choose between their values with where.',
      );
    registers.add(register);
    let owner = ownerOf(rule);
    if (owner === undefined || owners.has(owner)) {
      rule.copies = true;
      owner = rule;
    }
    owners.add(owner);
    owner.handsOver = true;
    commits.push({ register, rule, owner, fires: true });
  }
  return commits;
}

/** The slot whose own storage holds a value; none for a source. */
function ownerOf(slot: Slot): Slot | undefined {
  let owner = slot;
  while (owner.wire.rule?.kernel.kind === 'alias' || owner.wire.rule?.kernel.kind === 'mode') owner = owner.inputs[0]!;
  return owner.wire.rule === undefined ? undefined : owner;
}

/** Has those who read a table save the rows that are about to be written; a negative index is of no row. */
function saveRows({ readers = [] }: Storage, sizes: Sizes, axis: number, at: TypedArray): void {
  const { outer, length, inner } = extentsOf({ shape: sizes }, axis, axis + 1);
  for (const reader of readers)
    for (let o = 0; o < outer; o++)
      for (let i = 0; i < at.length; i++) {
        const from = (o * length + at[i]!) * inner;
        if (at[i]! >= 0) reader.save(from, from + inner);
      }
}

/** Marks slots whose values are computed where they are read; see `fuse`. */
export type Fuse = (sorted: readonly Slot[]) => void;

/** Returns the slots that a pass computes, in their order. */
export function schedule(sorted: readonly Slot[], fuse: Fuse | undefined): Slot[] {
  for (const slot of sorted) slot.inlined = false;
  fuse?.(sorted);
  const order: Slot[] = [];
  const results = new Map<Slot, Slot[]>();
  for (const slot of sorted) {
    if (slot.demands === 0 || slot.wire.rule === undefined || slot.inlined) continue;
    trace(slot);
    noteResult(slot, results);
    slot.run = undefined;
    order.push(slot);
  }
  for (const [slot, wanted] of results) slot.results.wanted = wanted;
  return order;
}

/** Notes which loops have results that are demanded, and that a slot is one of them. */
function noteResult(slot: Slot, results: Map<Slot, Slot[]>): void {
  const { kernel } = slot.wire.rule!;
  if (kernel.kind !== 'loop') return;
  if (kernel.loop === 'scan') results.set(slot, []);
  // A loop comes before its results.
  else if (kernel.loop === 'scanPart') results.get(slot.inputs[0]!)!.push(slot);
}

/** The slots whose values a slot reads. */
export function valuesOf(slot: Slot): Slot[] {
  return slot.inputs.filter((_, position) => needsValue(slot.wire, position));
}

/** Finds the slots whose storage is read when this one is computed, and those that it is bound to by shape alone. */
function trace(slot: Slot): void {
  // Some may be listed several times, which changes nothing.
  const values: Slot[] = [];
  const shapes: Slot[] = [];
  const visit = (reader: Slot): void => {
    reader.inputs.forEach((input, position) => {
      if (!needsValue(reader.wire, position)) shapes.push(input);
      else if (input.inlined) {
        if (input.wire.rule!.kernel.kind === 'view') shapes.push(input);
        visit(input);
      } else values.push(input);
    });
  };
  visit(slot);
  slot.dependencies = values;
  slot.boundTo = shapes;
}

/** The most formulas that are computed in one loop, and the most views that are read through one another. */
const GROUP_LIMIT = 64;

/**
 * Marks values that need not be stored: an elementwise value that one other formula of the same shape reads is computed inside
 * it, and a view is read through its strides where all readers can.
 */
export function fuse(sorted: readonly Slot[]): void {
  const readers = new Map<Slot, Slot[]>();
  const groups = new Map<Slot, { members: number }>();
  const views = new Map<Slot, number>();
  for (const slot of sorted) {
    if (slot.demands === 0) continue;
    valuesOf(slot).forEach(input => {
      const known = readers.get(input);
      if (known === undefined) readers.set(input, [slot]);
      // It may read one input several times.
      else if (known.at(-1) !== slot) known.push(slot);
    });
  }
  for (let index = sorted.length - 1; index >= 0; index--) {
    const slot = sorted[index]!;
    const kernel = slot.wire.rule?.kernel;
    if (slot.demands === 0 || slot.roots > 0 || slot.wire.register !== undefined) continue;
    const readBy = readers.get(slot) ?? [];
    if (kernel?.kind === 'view') {
      const depth = readBy.reduce((most, reader) => Math.max(most, views.get(reader) ?? 0), 0) + 1;
      slot.inlined = depth <= GROUP_LIMIT && readBy.every(takesStrides);
      if (slot.inlined) views.set(slot, depth);
    }
    if (kernel?.kind !== 'elementwise' || readBy.length !== 1) continue;
    const reader = readBy[0]!;
    if (!fusesInto(slot.wire, reader.wire)) continue;
    const group = groups.get(reader) ?? { members: 1 };
    if (group.members >= GROUP_LIMIT) continue;
    group.members++;
    groups.set(reader, group);
    groups.set(slot, group);
    slot.inlined = true;
  }
}

function takesStrides(reader: Slot): boolean {
  const kernel = reader.wire.rule!.kernel;
  if (kernel.kind === 'view') return reader.inlined;
  return kernel.kind === 'elementwise' || (kernel.kind === 'loop' && kernel.strided === true);
}

/** Inside a group a value is not rounded to its own dtype, so that must be the group's precision, or flags. */
function fusesInto(wire: Wire, reader: Wire): boolean {
  const precision = precisionOf(wire);
  return (
    reader.rule!.kernel.kind === 'elementwise' &&
    sameShape(wire.shape, reader.shape) &&
    precision === precisionOf(reader) &&
    (wire.dtype === precision || wire.dtype === 'bool')
  );
}
