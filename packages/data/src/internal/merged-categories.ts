/** One list of categories for tables, each of which has its own list. Numbers never change. */
export class Categories {
  readonly #numbers = new Map<string, number>();
  #texts: readonly string[] = [];
  /** The list whose numbers were found last, and ours for them. */
  #list: readonly string[] | undefined;
  #ours = new Int32Array(0);

  /** The texts by number. A text that comes later is in a new list. */
  get texts(): readonly string[] {
    return this.#texts;
  }

  /** Returns the numbers in our list for numbers in another one; −1 stays. */
  renumbered(numbers: Int32Array, list: readonly string[]): Int32Array {
    if (list !== this.#list) this.#learn(list);
    const ours = this.#ours;
    if (this.#list === this.#texts) return numbers;
    const out = new Int32Array(numbers.length);
    for (let i = 0; i < numbers.length; i++) out[i] = numbers[i]! < 0 ? -1 : ours[numbers[i]!]!;
    return out;
  }

  #learn(list: readonly string[]): void {
    this.#list = list;
    this.#ours = Int32Array.from(list, text => {
      const number = this.#numbers.get(text) ?? this.#numbers.size;
      this.#numbers.set(text, number);
      return number;
    });
    if (this.#numbers.size > this.#texts.length) this.#texts = [...this.#numbers.keys()];
  }
}
