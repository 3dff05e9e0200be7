import type { Node } from '@thalweg/graph';
import type { Travel } from '../circuit-element.ts';
import { flow } from './flow.ts';
import { Motion } from './motion.ts';
import { travelBackward, travelForward, type Place } from './travel.ts';

/** The time that a value or gradient travels by default, in milliseconds. */
const DURATION = 1200;

/** Moves numbers and pulses over the pictures of a view. Views load it when something moves for the first time. */
export class Movement {
  #motion: Motion | undefined = undefined;
  #isFlowing = false;
  #isFlowDue = false;

  /** Shows where the value or gradient of a node comes from; resolves when it has arrived or the motion is stopped. */
  async travel(place: Place, node: Node, { pass, duration = DURATION }: Travel): Promise<void> {
    this.stop();
    const travel = pass === 'forward' ? travelForward : travelBackward;
    await this.#run(place, motion => travel(motion, place, node, duration));
  }

  /** Sends pulses along all wires; if some are on their way, once more after they arrived. */
  async flow(place: Place): Promise<void> {
    this.#isFlowDue = true;
    if (this.#isFlowing) return;
    this.#isFlowing = true;
    while (this.#isFlowDue) {
      this.#isFlowDue = false;
      await this.#run(place, motion => flow(motion, place));
    }
    this.#isFlowing = false;
  }

  /** Stops everything that moves. */
  stop(): void {
    this.#isFlowDue = false;
    this.#motion?.stop();
    this.#motion = undefined;
  }

  async #run({ picture }: Place, move: (motion: Motion) => Promise<void>): Promise<void> {
    if (!mayMove()) return;
    const motion = (this.#motion = new Motion(picture.element));
    try {
      await move(motion);
    } catch {
      // The motion was stopped, or a value could not be computed, which its reading says.
    }
    motion.stop();
  }
}

function mayMove(): boolean {
  return document.visibilityState === 'visible' && !matchMedia('(prefers-reduced-motion: reduce)').matches;
}
