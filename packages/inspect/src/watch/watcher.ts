import { FrameGate } from './frame-gate.ts';
import type { Gauge } from './gauge.ts';

/**
 * Listens to the nodes behind some elements, each for as long as its element can be seen, and draws what they tell, at
 * most once a frame.
 */
export class Watcher {
  readonly #gauges = new Map<Element, Gauge[]>();
  readonly #seen = new Set<Element>();
  /** What was computed anew when something last was. */
  #news: readonly Gauge[] = [];
  readonly #gate: FrameGate<Gauge>;
  readonly #observer: IntersectionObserver;
  readonly #changed = (gauge: Gauge): void => this.#gate.add(gauge);

  /** `drawn` is called after each frame in which something was drawn. */
  constructor(drawn: () => void) {
    this.#gate = new FrameGate(gauges => {
      for (const gauge of gauges) gauge.draw();
      this.#mark([...gauges].filter(gauge => gauge.isNews));
      this.#retry(gauges);
      drawn();
    });
    this.#observer = new IntersectionObserver(entries => {
      for (const { target, isIntersecting } of entries) this.#see(target, isIntersecting);
    });
  }

  add(element: Element, gauge: Gauge): void {
    const known = this.#gauges.get(element);
    if (known === undefined) {
      this.#gauges.set(element, [gauge]);
      this.#observer.observe(element);
    } else known.push(gauge);
    gauge.renew(this.#changed, this.#seen.has(element));
  }

  /** Looks again at what is to be revealed. */
  renew(): void {
    for (const [element, gauges] of this.#gauges)
      for (const gauge of gauges) gauge.renew(this.#changed, this.#seen.has(element));
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
    this.#news = [];
  }

  #see(element: Element, isSeen: boolean): void {
    if (isSeen === this.#seen.has(element)) return;
    if (isSeen) this.#seen.add(element);
    else this.#seen.delete(element);
    for (const gauge of this.#gauges.get(element) ?? [])
      if (isSeen) gauge.listen(this.#changed);
      else gauge.stop();
  }

  /** Marks what was computed anew, in place of what was before. Where nothing was, the marks stay. */
  #mark(news: readonly Gauge[]): void {
    if (news.length === 0) return;
    for (const { display } of this.#news) display.mark(false);
    for (const { display } of news) display.mark(true);
    this.#news = news;
  }

  /** A pass that failed ends subscriptions. When others have news, there may be a value again. */
  #retry(told: ReadonlySet<Gauge>): void {
    if ([...told].every(gauge => gauge.failed)) return;
    for (const element of this.#seen)
      for (const gauge of this.#gauges.get(element)!) if (gauge.failed && !told.has(gauge)) gauge.listen(this.#changed);
  }
}
