import { type Node, read } from '@thalweg/graph';
import type { Sizes } from '@thalweg/tensor';
import { numberText } from '../circuit-model/number-text.ts';
import { type Wire, wireFactors, wireGradient } from '../circuit-model/shown-circuit.ts';
import { gridOf, paintHeatMap, summaryOf } from '../draw/heat-map.ts';
import { make } from '../draw/make.ts';
import type { Role } from '../draw/node-view.ts';
import type { Picture } from '../draw/picture.ts';
import { depthOf } from '../layout/layouts.ts';
import type { Travel } from '../scene/circuit-element.ts';
import type { Scene } from '../scene/scene.ts';

/** The time that a value or gradient travels by default, in milliseconds. */
const DURATION = 1200;

/** Moves numbers and pulses over the pictures of a view. Views load it when something moves for the first time. */
export class Movement {
  #motion: Motion | undefined = undefined;
  #isFlowing = false;
  #isFlowDue = false;

  /** Shows where the value or gradient of a node comes from; resolves when it has arrived or the motion is stopped. */
  async travel(drawing: Drawing, node: Node, { pass, duration = DURATION }: Travel): Promise<void> {
    this.stop();
    const travel = pass === 'forward' ? travelForward : travelBackward;
    await this.#run(drawing, motion => travel(motion, drawing, node, duration));
  }

  /** Sends pulses along all wires; if some are on their way, once more after they arrived. */
  async flow(drawing: Drawing): Promise<void> {
    this.#isFlowDue = true;
    if (this.#isFlowing) return;
    this.#isFlowing = true;
    while (this.#isFlowDue) {
      this.#isFlowDue = false;
      await this.#run(drawing, motion => flow(motion, drawing));
    }
    this.#isFlowing = false;
  }

  /** Stops everything that moves. */
  stop(): void {
    this.#isFlowDue = false;
    this.#motion?.stop();
    this.#motion = undefined;
  }

  async #run({ picture }: Drawing, move: (motion: Motion) => Promise<void>): Promise<void> {
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
async function flow(motion: Motion, { scene: { shown }, picture }: Drawing): Promise<void> {
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

/** The picture that values travel through. */
export interface Drawing {
  readonly scene: Scene;
  readonly picture: Picture;
}

/** Moves the inputs of a node to its box, then its value on to the wires that leave it. */
async function travelForward(motion: Motion, drawing: Drawing, node: Node, duration: number): Promise<void> {
  const { wires } = drawing.scene.shown;
  const entering = wires.filter(({ uses }) => uses.some(({ consumer }) => consumer === node));
  const leaving = wires.filter(wire => wire.node === node);
  const run = (wire: Wire, to: number, share: number): Promise<void> => {
    const one = chip('value', contentOf(wire.node));
    motion.add(one);
    return leg(motion, one, alongPath(pathOf(drawing, wire), 0, to), share * duration).then(() => motion.remove(one));
  };
  await Promise.all(entering.map(wire => run(wire, 1, 0.6)));
  await Promise.all(leaving.map(wire => run(wire, 0.5, 0.4)));
}

/**
 * Moves the upstream gradient of each consumer of a node to the consumer’s box, multiplies it there by the local
 * gradient, and moves the product on along the wire back to the node.
 */
async function travelBackward(motion: Motion, drawing: Drawing, node: Node, duration: number): Promise<void> {
  const wires = drawing.scene.shown.wires.filter(wire => wire.node === node && wire.bundled === undefined);
  await Promise.all(wires.map(wire => backAlong(motion, drawing, wire, wires.length > 1 ? 0 : 0.5, duration)));
}

async function backAlong(motion: Motion, drawing: Drawing, wire: Wire, end: number, duration: number): Promise<void> {
  const { model, gradients, shown } = drawing.scene;
  const product = gradients && wireGradient(wire, model, gradients);
  if (product === undefined) return;
  const factors = wireFactors(wire, model, gradients!);
  const upstream = factors?.upstream ?? (wire.to && gradients!.of(wire.uses[0]!.consumer));
  const path = pathOf(drawing, wire);
  const one = chip('gradient', contentOf(upstream ?? product));
  motion.add(one);
  const [before, ...others] = shown.wires.filter(({ from }) => from === wire.to);
  if (before !== undefined && others.length === 0)
    await leg(motion, one, alongPath(pathOf(drawing, before), 0.5, 0), 0.35 * duration);
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

function pathOf({ picture }: Drawing, { id }: Wire): SVGPathElement {
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

/** Elements that move over a picture. Those that have not arrived yet are removed when the motion stops. */
class Motion {
  readonly #picture: HTMLElement;
  readonly #elements = new Set<Element>();
  readonly #animations = new Set<Animation>();
  #isStopped = false;

  constructor(picture: HTMLElement) {
    this.#picture = picture;
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Puts an element over the picture. Screen readers read the same numbers on the wires. */
  add(element: HTMLElement): void {
    element.setAttribute('aria-hidden', 'true');
    this.#elements.add(element);
    this.#picture.append(element);
  }

  /** Animates an element; rejects if the motion stops before its end. */
  async animate(element: Element, keyframes: Keyframe[], options: KeyframeAnimationOptions): Promise<void> {
    if (this.#isStopped) throw new DOMException('the motion was stopped', 'AbortError');
    const animation = element.animate(keyframes, options);
    this.#animations.add(animation);
    await animation.finished;
    this.#animations.delete(animation);
  }

  remove(element: Element): void {
    this.#elements.delete(element);
    element.remove();
  }

  stop(): void {
    this.#isStopped = true;
    for (const animation of this.#animations) animation.cancel();
    for (const element of this.#elements) element.remove();
    this.#animations.clear();
    this.#elements.clear();
  }
}

const MOVING: Partial<CSSStyleDeclaration> = {
  position: 'absolute',
  top: '0',
  left: '0',
  zIndex: '2',
  pointerEvents: 'none',
  color: 'var(--paper)',
};

/** Creates an element that moves over a picture, in the colour of what it stands for. */
function movingElement(
  role: Role,
  style: Partial<CSSStyleDeclaration>,
  ...content: (string | HTMLElement)[]
): HTMLElement {
  const element = make('span', `moving ${role}`, ...content);
  // These rules are here and not in the style sheet, which pages load without motion too.
  Object.assign(element.style, MOVING, { background: `var(--${role})` }, style);
  return element;
}

/** The number of points that a way is drawn through: enough for a bend to look round. */
const POINTS = 24;

/** Returns keyframes that move an element's centre along a path, between two shares of its length from 0 to 1. */
function alongPath(path: SVGPathElement, from: number, to: number): Keyframe[] {
  const length = path.getTotalLength();
  return Array.from({ length: POINTS + 1 }, (_, index) => {
    const share = from + ((to - from) * index) / POINTS;
    const { x, y } = path.getPointAtLength(share * length);
    return { transform: `translate(${x}px, ${y}px) translate(-50%, -50%)` };
  });
}
