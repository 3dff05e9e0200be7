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
