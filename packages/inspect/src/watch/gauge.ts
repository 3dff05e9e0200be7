import type { Node } from '@thalweg/graph';
import type { Tensor } from '@thalweg/tensor';
import type { Subscription } from 'rxjs';

/** A subscription to one node, for as long as its place on the page can be seen, and the last that it told. */
export class Gauge {
  readonly #node: Node;
  readonly #show: (value: Tensor) => void;
  readonly #fail: (error: unknown) => void;
  #subscription: Subscription | undefined = undefined;
  #value: Tensor | undefined = undefined;
  #error: unknown = undefined;

  constructor(node: Node, show: (value: Tensor) => void, fail: (error: unknown) => void) {
    this.#node = node;
    this.#show = show;
    this.#fail = fail;
  }

  get failed(): boolean {
    return this.#error !== undefined;
  }

  /** Begins to listen; `changed` is called with every value, and when there will be no more of them. */
  listen(changed: (gauge: Gauge) => void): void {
    this.stop();
    this.#error = undefined;
    this.#subscription = this.#node.subscribe({
      next: value => {
        this.#value = value;
        changed(this);
      },
      error: (error: unknown) => {
        this.#error = error ?? new Error('unknown');
        changed(this);
      },
    });
  }

  stop(): void {
    this.#subscription?.unsubscribe();
    this.#subscription = undefined;
    this.#value = undefined;
  }

  /** Draws the last value that was told, or why there is none. */
  draw(): void {
    if (this.#error !== undefined) this.#fail(this.#error);
    else if (this.#value !== undefined) this.#show(this.#value);
  }
}
