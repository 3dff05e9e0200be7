/** The names of a model's values, each given once. */
export class Names {
  readonly #taken = new Set<string>();
  readonly #last = new Map<string, number>();

  /** Returns true if nothing has the name yet; from then on something has. */
  take(name: string): boolean {
    if (name === '' || this.#taken.has(name)) return false;
    this.#taken.add(name);
    return true;
  }

  /** Returns a name that nothing else has: the one that is asked for, or that with a number. */
  unique(wanted: string): string {
    const name = wanted === '' ? 'value' : wanted;
    let found = name;
    for (let n = this.#last.get(name) ?? 1; !this.take(found);) {
      found = `${name}_${++n}`;
      this.#last.set(name, n);
    }
    return found;
  }
}
