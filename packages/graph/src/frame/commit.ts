import type { Sizes, TypedArray } from '@thalweg/tensor';
import { GraphError } from '../errors/graph-error.ts';
import { extentsOf } from '../interpreter/reductions.ts';
import type { Cell } from '../wire/cell.ts';
import type { Slot } from '../wire/slot.ts';
import { Storage } from '../wire/storage.ts';

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
