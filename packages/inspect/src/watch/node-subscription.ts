import type { Node } from '@thalweg/graph';
import type { Tensor } from '@thalweg/tensor';
import type { Subscription } from 'rxjs';
import type { NodeView } from '../draw/node-view.ts';

/** The display that a subscription draws on. */
export interface Display {
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
