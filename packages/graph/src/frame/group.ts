import type { Tensor } from '@thalweg/tensor';
import type { Slot } from '../wire/slot.ts';
import type { Receiver } from '../wire/tap.ts';

/** The values that a step shows to subscribers before it commits. */
export interface StepView {
  /** The slots of the live frame that lack a value, and the slots of the step's frame that have one for them. */
  readonly computed: ReadonlyMap<Slot, Slot>;
  /** Slots of the live frame with another value than in the step, which feeds something that they depend on. */
  readonly other: ReadonlySet<Slot>;
}

/** A subscription to the values of several slots of one pass. */
export class Group {
  readonly slots: readonly Slot[];
  readonly #subscriber: Receiver<readonly Tensor[]>;
  /** The last round of emissions in which it was told, or in which it came. */
  #round: number;

  constructor(slots: readonly Slot[], subscriber: Receiver<readonly Tensor[]>, round: number) {
    this.slots = slots;
    this.#subscriber = subscriber;
    this.#round = round;
  }

  /** Emits the values that the slots have in a round, once, if all have one. */
  tell(round: number, step?: StepView): void {
    if (this.#round >= round) return;
    this.#round = round;
    this.emit(step);
  }

  /** Emits the present values, if all slots have one. */
  emit(step?: StepView): void {
    const values: Tensor[] = [];
    for (const slot of this.slots) {
      const shown = step?.computed.get(slot) ?? slot;
      if (shown.status !== 'ready' || step?.other.has(slot) === true) return;
      values.push(shown.observe());
    }
    this.#subscriber.next(values);
  }
}
