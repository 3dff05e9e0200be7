import type { Slot } from '../wire/slot.ts';
import type { Group, StepView } from './group.ts';

/** The groups of a live frame, by the slots that they watch. */
export class Groups {
  readonly #of = new Map<Slot, Set<Group>>();

  get isEmpty(): boolean {
    return this.#of.size === 0;
  }

  add(group: Group): void {
    for (const slot of group.slots) {
      const known = this.#of.get(slot);
      if (known === undefined) this.#of.set(slot, new Set([group]));
      else known.add(group);
    }
  }

  delete(group: Group): void {
    for (const slot of group.slots) {
      const known = this.#of.get(slot);
      known?.delete(group);
      if (known?.size === 0) this.#of.delete(slot);
    }
  }

  /** Takes over the groups of a frame that was joined. */
  absorb(other: Groups): void {
    for (const [slot, groups] of other.#of) this.#of.set(slot, groups);
    other.#of.clear();
  }

  /** Tells the groups of a slot that it has emitted in a round. */
  tell(slot: Slot, round: number, step?: StepView): void {
    for (const group of this.#of.get(slot) ?? []) group.tell(round, step);
  }
}
