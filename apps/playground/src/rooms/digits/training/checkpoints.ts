import type { Checkpoint } from './segment.ts';
import { placeName, type Place, type Plan } from './plan.ts';

/** The initial number of steps between checkpoints. To go back to a step, the training repeats from the one before. */
const EVERY = 250;

/** The maximum number of checkpoints, of 1.2 MB each. Beyond it, every other one is dropped and the interval doubles. */
const MOST = 48;

/** Saved states of a training, to go back to. */
export class Checkpoints {
  readonly #states = new Map<string, { readonly step: number; readonly checkpoint: Checkpoint }>();
  #every = EVERY;

  /** Saves a state if the step is a multiple of the interval. */
  offer(plan: Plan, save: () => Checkpoint): void {
    const { step } = plan.place;
    if (step % this.#every !== 0) return;
    this.#states.set(placeName(plan, plan.place), { step, checkpoint: save() });
    if (this.#states.size > MOST) this.#thin();
  }

  /** Returns the last checkpoint on the way to a place. There must be one of the first weights. */
  before(plan: Plan, { branch, step }: Place): { readonly step: number; readonly checkpoint: Checkpoint } {
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
