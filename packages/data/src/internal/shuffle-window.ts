import { randomInteger, type Key } from '@thalweg/tensor';

/** A buffer of items: each new one is exchanged for a random one. */
export class ShuffleWindow<T> {
  readonly #size: number;
  readonly #key: Key;
  readonly #items: T[] = [];
  #drawn = 0;

  constructor(size: number, key: Key) {
    this.#size = size;
    this.#key = key;
  }

  /** Stores an item. Returns a random one in exchange once the window is full. */
  exchange(item: T): T | undefined {
    if (this.#items.length < this.#size) {
      this.#items.push(item);
      return undefined;
    }
    const at = this.#draw();
    const drawn = this.#items[at];
    this.#items[at] = item;
    return drawn;
  }

  /** Removes and returns a random item; `undefined` if there is none. */
  take(): T | undefined {
    if (this.#items.length === 0) return undefined;
    const at = this.#draw();
    const drawn = this.#items[at];
    this.#items[at] = this.#items[this.#items.length - 1]!;
    this.#items.pop();
    return drawn;
  }

  /** Yields the remaining items in random order. */
  *drain(): Generator<T> {
    for (let item = this.take(); item !== undefined; item = this.take()) yield item;
  }

  #draw(): number {
    return randomInteger(this.#key, this.#drawn++, this.#items.length);
  }
}
