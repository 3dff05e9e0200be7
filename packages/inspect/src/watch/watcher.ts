import type { NodeSubscription } from './node-subscription.ts';

/**
 * Keeps elements up to date with their nodes. A node is subscribed only while its element is visible, and values are
 * drawn at most once per animation frame.
 */
export class Watcher {
  readonly #subscriptions = new Map<Element, NodeSubscription[]>();
  readonly #visible = new Set<Element>();
  /** The subscriptions that were recomputed most recently. */
  #recomputed: readonly NodeSubscription[] = [];
  readonly #batcher: FrameBatcher<NodeSubscription>;
  readonly #observer: IntersectionObserver;
  readonly #changed = (subscription: NodeSubscription): void => this.#batcher.add(subscription);

  /** `drawn` is called after each frame in which values were drawn. */
  constructor(drawn: () => void) {
    this.#batcher = new FrameBatcher(subscriptions => {
      for (const subscription of subscriptions) subscription.draw();
      this.#mark([...subscriptions].filter(subscription => subscription.isRecomputed));
      this.#retry(subscriptions);
      drawn();
    });
    this.#observer = new IntersectionObserver(entries => {
      for (const { target, isIntersecting } of entries) this.#setVisible(target, isIntersecting);
    });
  }

  add(element: Element, subscription: NodeSubscription): void {
    const known = this.#subscriptions.get(element);
    if (known === undefined) {
      this.#subscriptions.set(element, [subscription]);
      this.#observer.observe(element);
    } else known.push(subscription);
    subscription.renew(this.#changed, this.#visible.has(element));
  }

  /** Checks again which nodes are revealed. */
  renew(): void {
    for (const [element, subscriptions] of this.#subscriptions)
      for (const subscription of subscriptions) subscription.renew(this.#changed, this.#visible.has(element));
  }

  /** Drops the subscriptions of an element. */
  remove(element: Element): void {
    this.#observer.unobserve(element);
    this.#setVisible(element, false);
    this.#subscriptions.delete(element);
  }

  clear(): void {
    for (const element of [...this.#subscriptions.keys()]) this.remove(element);
    this.#batcher.clear();
    this.#recomputed = [];
  }

  #setVisible(element: Element, isVisible: boolean): void {
    if (isVisible === this.#visible.has(element)) return;
    if (isVisible) this.#visible.add(element);
    else this.#visible.delete(element);
    for (const subscription of this.#subscriptions.get(element) ?? [])
      if (isVisible) subscription.listen(this.#changed);
      else subscription.stop();
  }

  /** Moves the mark to the recomputed subscriptions. If there are none, the marks stay. */
  #mark(recomputed: readonly NodeSubscription[]): void {
    if (recomputed.length === 0) return;
    for (const { display } of this.#recomputed) display.mark(false);
    for (const { display } of recomputed) display.mark(true);
    this.#recomputed = recomputed;
  }

  /** Resubscribes failed nodes: an error ends a subscription, and after another node has a value this one may too. */
  #retry(drawn: ReadonlySet<NodeSubscription>): void {
    if ([...drawn].every(subscription => subscription.failed)) return;
    for (const element of this.#visible)
      for (const subscription of this.#subscriptions.get(element)!)
        if (subscription.failed && !drawn.has(subscription)) subscription.listen(this.#changed);
  }
}

/** Collects items and processes them together in the next animation frame, each of them once. */
class FrameBatcher<T> {
  readonly #process: (collected: ReadonlySet<T>) => void;
  #collected = new Set<T>();
  #frame: number | undefined = undefined;

  constructor(process: (collected: ReadonlySet<T>) => void) {
    this.#process = process;
  }

  add(item: T): void {
    this.#collected.add(item);
    this.#frame ??= requestAnimationFrame(() => {
      const collected = this.#collected;
      this.#collected = new Set();
      this.#frame = undefined;
      this.#process(collected);
    });
  }

  clear(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
    this.#collected.clear();
  }
}
