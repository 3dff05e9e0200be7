import type { Node } from '@thalweg/graph';
import type { Role } from '../draw/node-view.ts';
import { depthOf } from '../layout/layouts.ts';
import type { Travel } from '../scene/circuit-element.ts';
import { alongPath, Motion, movingElement } from './motion.ts';
import { type Place, travelBackward, travelForward } from './travel.ts';

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

/** The time that a pulse takes from one layer of the picture to the next, in milliseconds. */
const STAGE = 420;

const DOT: Partial<CSSStyleDeclaration> = { width: '10px', height: '10px', borderRadius: '50%', opacity: '0' };

/** Sends a pulse forward along every wire, in the order of a forward pass, then one back along every wire with a gradient. */
async function flow(motion: Motion, { scene: { shown }, picture }: Place): Promise<void> {
  const wires = shown.wires.filter(({ bundled }) => bundled === undefined);
  const depth = depthOf(wires.map(({ from, to }) => ({ from: from.id, to: to?.id ?? 'out' })));
  const last = Math.max(0, ...wires.map(({ to }) => depth(to?.id ?? 'out')));
  await Promise.all(
    wires.flatMap(({ id, from, to }) => {
      const { path, label } = picture.wires.get(id)!;
      const [start, end] = [depth(from.id), depth(to?.id ?? 'out')];
      const duration = Math.max(1, end - start) * STAGE;
      const forward = pulse(motion, 'value', alongPath(path, 0, 1), { delay: start * STAGE, duration });
      if (label.querySelector('.gradient') === null) return [forward];
      const delay = (last + last - end) * STAGE;
      return [forward, pulse(motion, 'gradient', alongPath(path, 1, 0), { delay, duration })];
    }),
  );
}

/** Animates one pulse, which is visible only on its way. */
async function pulse(
  motion: Motion,
  role: Role,
  keyframes: Keyframe[],
  timing: { readonly delay: number; readonly duration: number },
): Promise<void> {
  const dot = movingElement(role, DOT);
  motion.add(dot);
  await motion.animate(
    dot,
    keyframes.map(frame => ({ ...frame, opacity: 1 })),
    { ...timing, easing: 'ease-in-out' },
  );
  motion.remove(dot);
}
