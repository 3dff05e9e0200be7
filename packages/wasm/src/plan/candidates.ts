/** The most candidates that are looked at under one key. */
const MOST = 32;

/**
 * Items to join others to, under keys of what they share. Of the items under a key it keeps the last ones only, so that a
 * search takes the same time however many there are; those that are closed are left out.
 */
export class Candidates<K, T> {
  readonly #byKey = new Map<K, T[]>();
  readonly #isOpen: (item: T) => boolean;

  constructor(isOpen: (item: T) => boolean) {
    this.#isOpen = isOpen;
  }

  add(key: K, item: T): void {
    const known = this.#byKey.get(key);
    if (known === undefined) this.#byKey.set(key, [item]);
    else if (known.push(item) > 2 * MOST) this.#byKey.set(key, this.#last(known));
  }

  /** The last open items under a key, in the order in which they were added. */
  of(key: K): readonly T[] {
    const known = this.#byKey.get(key);
    return known === undefined ? [] : this.#last(known);
  }

  #last(items: readonly T[]): T[] {
    return items.filter(this.#isOpen).slice(-MOST);
  }
}
