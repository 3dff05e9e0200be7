import type { Node } from '@thalweg/graph';
import { wireFactors } from '../circuit-model/wire-factors.ts';
import { wireGradient } from '../circuit-model/wire-gradient.ts';
import type { Wire } from '../circuit-model/shown-circuit.ts';
import type { Picture } from '../draw/picture.ts';
import type { Scene } from '../view/scene.ts';
import { alongPath } from './along-path.ts';
import { chip, contentOf } from './chip.ts';
import type { Motion } from './motion.ts';

/** The picture that values travel through. */
export interface Place {
  readonly scene: Scene;
  readonly picture: Picture;
}

/** Moves the inputs of a node to its box, then its value on to the wires that leave it. */
export async function travelForward(motion: Motion, place: Place, node: Node, duration: number): Promise<void> {
  const { wires } = place.scene.shown;
  const entering = wires.filter(({ uses }) => uses.some(({ consumer }) => consumer === node));
  const leaving = wires.filter(wire => wire.node === node);
  const run = (wire: Wire, to: number, share: number): Promise<void> => {
    const one = chip('value', contentOf(wire.node));
    motion.add(one);
    return leg(motion, one, alongPath(pathOf(place, wire), 0, to), share * duration).then(() => motion.remove(one));
  };
  await Promise.all(entering.map(wire => run(wire, 1, 0.6)));
  await Promise.all(leaving.map(wire => run(wire, 0.5, 0.4)));
}

/**
 * Moves the upstream gradient of each consumer of a node to the consumer’s box, multiplies it there by the local
 * gradient, and moves the product on along the wire back to the node.
 */
export async function travelBackward(motion: Motion, place: Place, node: Node, duration: number): Promise<void> {
  const wires = place.scene.shown.wires.filter(wire => wire.node === node && wire.bundled === undefined);
  await Promise.all(wires.map(wire => backAlong(motion, place, wire, wires.length > 1 ? 0 : 0.5, duration)));
}

async function backAlong(motion: Motion, place: Place, wire: Wire, end: number, duration: number): Promise<void> {
  const { model, gradients, shown } = place.scene;
  const product = gradients && wireGradient(wire, model, gradients);
  if (product === undefined) return;
  const factors = wireFactors(wire, model, gradients!);
  const upstream = factors?.upstream ?? (wire.to && gradients!.of(wire.uses[0]!.consumer));
  const path = pathOf(place, wire);
  const one = chip('gradient', contentOf(upstream ?? product));
  motion.add(one);
  const [before, ...others] = shown.wires.filter(({ from }) => from === wire.to);
  if (before !== undefined && others.length === 0)
    await leg(motion, one, alongPath(pathOf(place, before), 0.5, 0), 0.35 * duration);
  if (factors !== undefined) {
    one.replaceChildren(contentOf(factors.upstream), ' × ', bracketed(contentOf(factors.local)));
    await leg(motion, one, alongPath(path, 1, 1), 0.3 * duration);
  }
  one.replaceChildren(contentOf(product));
  await leg(motion, one, alongPath(path, 1, end), 0.35 * duration);
  motion.remove(one);
}

/** Puts brackets around a negative number. */
function bracketed(content: string | HTMLElement): string | HTMLElement {
  return typeof content === 'string' && content.startsWith('−') ? `(${content})` : content;
}

function pathOf({ picture }: Place, { id }: Wire): SVGPathElement {
  return picture.wires.get(id)!.path;
}

function leg(motion: Motion, element: Element, keyframes: Keyframe[], duration: number): Promise<void> {
  return motion.animate(element, keyframes, { duration, easing: 'ease-in-out', fill: 'forwards' });
}
