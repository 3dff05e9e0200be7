import { randomInteger, type Key } from '@thalweg/tensor';

/** Holds some items and gives a random one of them for each that comes. */
export class ShuffleWindow<T> {
  readonly #size: number;
  readonly #key: Key;
  readonly #held: T[] = [];
  #drawn = 0;

  constructor(size: number, key: Key) {
    this.#size = size;
    this.#key = key;
  }

  /** Takes an item in; gives another one out once the window is full. */
  exchange(item: T): T | undefined {
    if (this.#held.length < this.#size) {
      this.#held.push(item);
      return undefined;
    }
    const at = this.#draw();
    const drawn = this.#held[at];
    this.#held[at] = item;
    return drawn;
  }

  /** Gives out one of the items still held; `undefined` when none is. */
  take(): T | undefined {
    if (this.#held.length === 0) return undefined;
    const at = this.#draw();
    const drawn = this.#held[at];
    this.#held[at] = this.#held[this.#held.length - 1]!;
    this.#held.pop();
    return drawn;
  }

  /** The items still held, in random order. */
  *drain(): Generator<T> {
    for (let item = this.take(); item !== undefined; item = this.take()) yield item;
  }

  #draw(): number {
    return randomInteger(this.#key, this.#drawn++, this.#held.length);
  }
}
