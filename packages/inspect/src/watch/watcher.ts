import { FrameGate } from './frame-gate.ts';
import type { Gauge } from './gauge.ts';

/**
 * Listens to the nodes behind some elements, each for as long as its element can be seen, and draws what they tell, at
 * most once a frame.
 */
export class Watcher {
  readonly #gauges = new Map<Element, Gauge[]>();
  readonly #seen = new Set<Element>();
  readonly #gate: FrameGate<Gauge>;
  readonly #observer: IntersectionObserver;
  readonly #changed = (gauge: Gauge): void => this.#gate.add(gauge);

  /** `drawn` is called after each frame in which something was drawn. */
  constructor(drawn: () => void) {
    this.#gate = new FrameGate(gauges => {
      for (const gauge of gauges) gauge.draw();
      this.#retry(gauges);
      drawn();
    });
    this.#observer = new IntersectionObserver(entries => {
      for (const { target, isIntersecting } of entries) this.#see(target, isIntersecting);
    });
  }

  add(element: Element, gauge: Gauge): void {
    const known = this.#gauges.get(element);
    if (known !== undefined) {
      known.push(gauge);
      if (this.#seen.has(element)) gauge.listen(this.#changed);
      return;
    }
    this.#gauges.set(element, [gauge]);
    this.#observer.observe(element);
  }

  /** Stops to listen to what is behind an element. */
  remove(element: Element): void {
    this.#observer.unobserve(element);
    this.#see(element, false);
    this.#gauges.delete(element);
  }

  clear(): void {
    for (const element of [...this.#gauges.keys()]) this.remove(element);
    this.#gate.clear();
  }

  #see(element: Element, isSeen: boolean): void {
    if (isSeen === this.#seen.has(element)) return;
    if (isSeen) this.#seen.add(element);
    else this.#seen.delete(element);
    for (const gauge of this.#gauges.get(element) ?? [])
      if (isSeen) gauge.listen(this.#changed);
      else gauge.stop();
  }

  /** A pass that failed ends subscriptions. When others have news, there may be a value again. */
  #retry(told: ReadonlySet<Gauge>): void {
    if ([...told].every(gauge => gauge.failed)) return;
    for (const element of this.#seen)
      for (const gauge of this.#gauges.get(element)!) if (gauge.failed && !told.has(gauge)) gauge.listen(this.#changed);
  }
}
