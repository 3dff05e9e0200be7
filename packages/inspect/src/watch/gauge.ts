import type { Node } from '@thalweg/graph';
import type { Tensor } from '@thalweg/tensor';
import type { Subscription } from 'rxjs';

/** The place where a node’s values are drawn. */
export interface Display {
  readonly show: (value: Tensor) => void;
  readonly fail: (error: unknown) => void;
  /** Draws that there is nothing to see yet. */
  readonly blank: () => void;
  /** Says whether what is shown was computed anew last. */
  readonly mark: (isNew: boolean) => void;
}

/** A subscription to one node, for as long as its place on the page can be seen, and the last that it told. */
export class Gauge {
  readonly #node: Node;
  readonly display: Display;
  readonly #isRevealed: () => boolean;
  #subscription: Subscription | undefined = undefined;
  #value: Tensor | undefined = undefined;
  #error: unknown = undefined;
  #isNews = false;

  /** It listens to nothing while it is not to be revealed. */
  constructor(node: Node, display: Display, isRevealed: () => boolean = () => true) {
    this.#node = node;
    this.display = display;
    this.#isRevealed = isRevealed;
  }

  get failed(): boolean {
    return this.#error !== undefined;
  }

  /** Whether it was told a value after the one that every subscriber finds: something was computed. */
  get isNews(): boolean {
    return this.#isNews;
  }

  /** Begins to listen; `changed` is called with every value, and when there will be no more of them. */
  listen(changed: (gauge: Gauge) => void): void {
    this.stop();
    if (!this.#isRevealed()) return;
    this.#subscription = this.#node.subscribe({
      next: value => {
        this.#isNews = this.#value !== undefined;
        this.#value = value;
        changed(this);
      },
      error: (error: unknown) => {
        this.#error = error ?? new Error('unknown');
        changed(this);
      },
    });
  }

  /** Looks again whether it is to be revealed: begins to listen if its place can be seen, or stops and is blank. */
  renew(changed: (gauge: Gauge) => void, isSeen: boolean): void {
    const isRevealed = this.#isRevealed();
    if (isRevealed && isSeen && this.#subscription === undefined) this.listen(changed);
    if (isRevealed) return;
    this.stop();
    this.display.blank();
  }

  stop(): void {
    this.#subscription?.unsubscribe();
    this.#subscription = this.#value = this.#error = undefined;
    this.#isNews = false;
  }

  /** Draws the last value that was told, or why there is none. */
  draw(): void {
    if (this.#error !== undefined) this.display.fail(this.#error);
    else if (this.#value !== undefined) this.display.show(this.#value);
  }
}
