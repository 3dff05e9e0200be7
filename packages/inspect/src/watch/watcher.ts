import type { Node } from '@thalweg/graph';
import type { Tensor } from '@thalweg/tensor';
import type { Subscription } from 'rxjs';
import type { NodeView } from '../draw/node-view.ts';

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

/** The display that a subscription draws on. */
interface Display {
  readonly show: (value: Tensor) => void;
  readonly fail: (error: unknown) => void;
  /** Shows that there is no value yet. */
  readonly blank: () => void;
  /** Marks, or unmarks, the value as recomputed in the last pass. */
  readonly mark: (isRecomputed: boolean) => void;
}

/** A subscription to one node that lasts while its display is visible, with the last value that the node emitted. */
export class NodeSubscription {
  readonly #node: Node;
  readonly display: Display;
  readonly #isRevealed: () => boolean;
  #subscription: Subscription | undefined = undefined;
  #value: Tensor | undefined = undefined;
  #error: unknown = undefined;
  #isRecomputed = false;

  /** While `isRevealed` returns false, the node is not subscribed. */
  constructor(node: Node, display: Display, isRevealed: () => boolean = () => true) {
    this.#node = node;
    this.display = display;
    this.#isRevealed = isRevealed;
  }

  get failed(): boolean {
    return this.#error !== undefined;
  }

  /** True if the node emitted a value after the first one, which every subscriber receives: it was recomputed. */
  get isRecomputed(): boolean {
    return this.#isRecomputed;
  }

  /** Subscribes to the node. `changed` is called for each value and for an error. */
  listen(changed: (subscription: NodeSubscription) => void): void {
    this.stop();
    if (!this.#isRevealed()) return;
    this.#subscription = this.#node.subscribe({
      next: value => {
        this.#isRecomputed = this.#value !== undefined;
        this.#value = value;
        changed(this);
      },
      error: (error: unknown) => {
        this.#error = error ?? new Error('unknown');
        changed(this);
      },
    });
  }

  /** Checks `isRevealed` again: subscribes if the display is visible, or unsubscribes and blanks the display. */
  renew(changed: (subscription: NodeSubscription) => void, isVisible: boolean): void {
    const isRevealed = this.#isRevealed();
    if (isRevealed && isVisible && this.#subscription === undefined) this.listen(changed);
    if (isRevealed) return;
    this.stop();
    this.display.blank();
  }

  stop(): void {
    this.#subscription?.unsubscribe();
    this.#subscription = this.#value = this.#error = undefined;
    this.#isRecomputed = false;
  }

  /** Draws the last value, or the error that ended the subscription. */
  draw(): void {
    if (this.#error !== undefined) this.display.fail(this.#error);
    else if (this.#value !== undefined) this.display.show(this.#value);
  }
}

/** Called with the error of an element’s node, or with undefined once the node has a value again. */
export type ErrorListener = (element: Element, error: unknown) => void;

/** Returns a subscription that keeps a view up to date, and marks it on errors and after it was recomputed. */
export function viewSubscription(
  node: Node,
  view: NodeView,
  onError: ErrorListener,
  isRevealed: () => boolean,
): NodeSubscription {
  const { element } = view;
  const clearError = (): void => {
    if (!element.classList.contains('fault')) return;
    element.classList.remove('fault');
    onError(element, undefined);
  };
  return new NodeSubscription(
    node,
    {
      show: value => {
        clearError();
        view.show(value);
      },
      fail: error => {
        element.classList.add('fault');
        element.title = messageOf(error);
        onError(element, error);
      },
      blank: () => {
        clearError();
        view.blank();
      },
      mark: isRecomputed => element.classList.toggle('recomputed', isRecomputed),
    },
    isRevealed,
  );
}

/** Returns the message of an error. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
