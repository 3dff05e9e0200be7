import type { Kept } from './leg.ts';
import { placeName, type Place, type Plan } from './plan.ts';

/** A state is kept after so many steps at first: to go back to another one, it is trained from the one before. */
const EVERY = 250;

/** So many are kept at most, of 1.2 MB each. Where there were more, every other one goes, and ways back take twice the steps. */
const MOST = 48;

/** States to go back to. */
export class KeptStates {
  readonly #states = new Map<string, { readonly step: number; readonly kept: Kept }>();
  #every = EVERY;

  /** Keeps a state if it is time for one. */
  offer(plan: Plan, keep: () => Kept): void {
    const { step } = plan.place;
    if (step % this.#every !== 0) return;
    this.#states.set(placeName(plan, plan.place), { step, kept: keep() });
    if (this.#states.size > MOST) this.#thin();
  }

  /** The last one on the way to a place. That of the first weights must be kept. */
  before(plan: Plan, { branch, step }: Place): { readonly step: number; readonly kept: Kept } {
    for (let at = step - (step % this.#every); ; at -= this.#every) {
      const found = this.#states.get(placeName(plan, { branch, step: at }));
      if (found !== undefined) return found;
    }
  }

  #thin(): void {
    this.#every *= 2;
    for (const [name, { step }] of this.#states) if (step % this.#every !== 0) this.#states.delete(name);
  }
}
