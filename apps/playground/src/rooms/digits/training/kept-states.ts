import type { Kept } from './leg.ts';
import { placeName, type Place, type Plan } from './plan.ts';

/** A state is kept after so many steps: to go back to another one, it is trained from the one before. */
const EVERY = 250;

/** States to go back to. */
export class KeptStates {
  readonly #states = new Map<string, Kept>();

  /** Keeps a state if it is time for one. */
  offer(plan: Plan, keep: () => Kept): void {
    if (plan.place.step % EVERY === 0) this.#states.set(placeName(plan, plan.place), keep());
  }

  /** The last one on the way to a place. That of the first weights must be kept. */
  before(plan: Plan, { branch, step }: Place): { readonly step: number; readonly kept: Kept } {
    for (let at = step - (step % EVERY); ; at -= EVERY) {
      const kept = this.#states.get(placeName(plan, { branch, step: at }));
      if (kept !== undefined) return { step: at, kept };
    }
  }
}
