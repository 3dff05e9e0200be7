import { type Node, read } from '@thalweg/graph';
import type { Sizes } from '@thalweg/tensor';
import { numberText } from '../circuit-model/number-text.ts';
import { type Wire, wireGradient } from '../circuit-model/shown-circuit.ts';
import { wireFactors } from '../circuit-model/wire-factors.ts';
import { gridOf, paintHeatMap, summaryOf } from '../draw/heat-map.ts';
import { make } from '../draw/make.ts';
import type { Role } from '../draw/node-view.ts';
import type { Picture } from '../draw/picture.ts';
import type { Scene } from '../scene/scene.ts';
import { alongPath, type Motion, movingElement } from './motion.ts';

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

const CHIP: Partial<CSSStyleDeclaration> = {
  padding: '1px 7px',
  borderRadius: '999px',
  fontWeight: '600',
  whiteSpace: 'nowrap',
  fontVariantNumeric: 'tabular-nums',
};

/** Creates a chip that carries some content along a wire. */
function chip(role: Role, content: string | HTMLElement): HTMLElement {
  return movingElement(role, CHIP, content);
}

/** Returns the current value of a node as the content of a chip: a number, or a small heat map. */
function contentOf(node: Node): string | HTMLElement {
  const tensor = read(node);
  if (tensor.size === 1) return numberText(tensor.item());
  const { least, most } = summaryOf(tensor);
  const canvas = make('canvas', 'heat');
  canvas.classList.toggle('strip', gridOf(tensor.shape as Sizes)[0] === 1);
  paintHeatMap(canvas, tensor, Math.max(Math.abs(least), Math.abs(most)) || 0);
  return canvas;
}
