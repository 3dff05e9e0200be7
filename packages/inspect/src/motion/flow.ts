import type { Role } from '../draw/node-view.ts';
import { depthOf } from '../layout/depth-of.ts';
import { alongPath } from './along-path.ts';
import type { Motion } from './motion.ts';
import { movingElement } from './moving-element.ts';
import type { Place } from './travel.ts';

/** The time that a pulse takes from one layer of the picture to the next, in milliseconds. */
const STAGE = 420;

const DOT: Partial<CSSStyleDeclaration> = { width: '10px', height: '10px', borderRadius: '50%', opacity: '0' };

/** Sends a pulse forward along every wire, in the order of a forward pass, then one back along every wire with a gradient. */
export async function flow(motion: Motion, { scene: { shown }, picture }: Place): Promise<void> {
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
