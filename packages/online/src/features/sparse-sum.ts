const FEWEST = 64;

/**
 * Adds up values by index: each index once, in the order in which it came first. An open-addressing table whose slots carry
 * the number of the turn that filled them, so that nothing is cleared between two turns.
 */
export class SparseSum {
  length = 0;
  indices: Int32Array = new Int32Array(FEWEST);
  values: Float64Array = new Float64Array(FEWEST);
  /** For each slot the turn that filled it, and where its index lies; twice as many slots as indices, or more. */
  #turns: Int32Array = new Int32Array(2 * FEWEST);
  #places: Int32Array = new Int32Array(2 * FEWEST);
  #turn = 0;

  /** Removes all indices. */
  clear(): void {
    this.length = 0;
    this.#turn = (this.#turn + 1) | 0;
    // After 2³² turns a slot could look as if it were of this one.
    if (this.#turn === 0) {
      this.#turns.fill(0);
      this.#turn = 1;
    }
  }

  add(index: number, value: number): void {
    const mask = this.#turns.length - 1;
    for (let slot = index & mask; ; slot = (slot + 1) & mask) {
      if (this.#turns[slot] !== this.#turn) {
        this.#append(slot, index, value);
        return;
      }
      const place = this.#places[slot]!;
      if (this.indices[place] === index) {
        this.values[place]! += value;
        return;
      }
    }
  }

  /** Replaces each value by another. */
  change(to: (value: number) => number): void {
    for (let i = 0; i < this.length; i++) this.values[i] = to(this.values[i]!);
  }

  #append(slot: number, index: number, value: number): void {
    this.#turns[slot] = this.#turn;
    this.#places[slot] = this.length;
    this.indices[this.length] = index;
    this.values[this.length++] = value;
    if (this.length === this.values.length) this.#grow();
  }

  #grow(): void {
    const { length, indices, values } = this;
    this.indices = new Int32Array(2 * length);
    this.values = new Float64Array(2 * length);
    this.#turns = new Int32Array(4 * length);
    this.#places = new Int32Array(4 * length);
    this.clear();
    for (let i = 0; i < length; i++) this.add(indices[i]!, values[i]!);
  }
}
