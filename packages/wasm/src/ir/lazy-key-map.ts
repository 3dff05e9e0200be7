/** A map that makes its keys when something is looked up: most often nothing is, and making them takes time. */
export class LazyKeyMap<T> {
  readonly #byKey = new Map<string, T>();
  #added: (readonly [key: () => string, value: T])[] = [];

  add(key: () => string, value: T): void {
    this.#added.push([key, value]);
  }

  find(key: () => string): T | undefined {
    for (const [made, value] of this.#added) this.#byKey.set(made(), value);
    this.#added = [];
    return this.#byKey.get(key());
  }
}
