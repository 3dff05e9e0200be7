import { make } from '../draw/make.ts';
import type { Role } from '../draw/node-view.ts';

/** Elements that move over a picture. Those that have not arrived yet are removed when the motion stops. */
export class Motion {
  readonly #place: HTMLElement;
  readonly #elements = new Set<Element>();
  readonly #animations = new Set<Animation>();
  #isStopped = false;

  constructor(place: HTMLElement) {
    this.#place = place;
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Puts an element over the picture. Screen readers read the same numbers on the wires. */
  add(element: HTMLElement): void {
    element.setAttribute('aria-hidden', 'true');
    this.#elements.add(element);
    this.#place.append(element);
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
export function movingElement(
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
export function alongPath(path: SVGPathElement, from: number, to: number): Keyframe[] {
  const length = path.getTotalLength();
  return Array.from({ length: POINTS + 1 }, (_, index) => {
    const share = from + ((to - from) * index) / POINTS;
    const { x, y } = path.getPointAtLength(share * length);
    return { transform: `translate(${x}px, ${y}px) translate(-50%, -50%)` };
  });
}
