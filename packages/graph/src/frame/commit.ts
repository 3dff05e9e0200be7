import { GraphError } from '../errors/graph-error.ts';
import type { Cell } from '../wire/cell.ts';
import type { Slot } from '../wire/slot.ts';
import { Storage } from '../wire/storage.ts';

/** Writes a register after a step: a rule, and the slot whose storage the register takes. */
export class Commit {
  readonly register: Cell;
  readonly rule: Slot;
  readonly owner: Slot;
  /** True if the rule fires in the step under way. */
  #fires = true;

  constructor(register: Cell, rule: Slot, owner: Slot) {
    this.register = register;
    this.rule = rule;
    this.owner = owner;
  }

  /** Decides whether the rule fires, and does everything that can fail, before the first register is written. */
  prepare(): void {
    const { register, rule } = this;
    const write = rule.wire.rule!.write;
    this.#fires = write?.when === undefined || rule.inputs[write.when]!.data[0] !== 0;
    // A buffer that was handed out is not written.
    if (this.#fires && write?.rows !== undefined && register.storage!.kept)
      register.exchange(register.shape!, new Storage(register.storage!.data.slice()));
  }

  /**
   * Writes the register, which happens nowhere else: it takes the buffer of its next value and gives its old one, to be
   * written next time; or it takes some rows into the buffer that it has.
   */
  apply(): void {
    if (!this.#fires) return;
    const { register, rule, owner } = this;
    const rows = rule.wire.rule!.write?.rows;
    if (rows !== undefined) {
      const { storage, shape } = register;
      rows.copy(storage!.data, shape!, rule.data, rule.inputs[rows.at]!.data);
      register.exchange(shape!, storage!);
      return;
    }
    const former = register.exchange(rule.shape!, owner.storage!);
    owner.place(former?.kept === false && former.data.length === owner.data.length ? former : undefined);
    owner.invalidate();
  }

  /** Notes that an executor has written the register in its rows. With `exchanged`, register and owner have swapped buffers. */
  note(exchanged: boolean): void {
    const { register, owner } = this;
    const former = register.exchange(register.shape!, exchanged ? owner.storage! : register.storage!);
    if (exchanged) owner.place(former);
  }
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
    commits.push(new Commit(register, rule, owner));
  }
  return commits;
}

/** The slot whose own storage holds a value; none for a source. */
function ownerOf(slot: Slot): Slot | undefined {
  let owner = slot;
  while (owner.wire.rule?.kernel.kind === 'alias' || owner.wire.rule?.kernel.kind === 'mode') owner = owner.inputs[0]!;
  return owner.wire.rule === undefined ? undefined : owner;
}
