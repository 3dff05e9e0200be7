/** Items that are committed in order, one group at a time: all that came while the last group was under way. */
export class GroupCommit<T> {
  readonly #commit: (group: readonly T[]) => Promise<void>;
  readonly #sizeOf: (item: T) => number;
  readonly #largest: number;
  #waiting: T[] = [];
  #running: Promise<void> | undefined;

  /** `commit` never rejects. A group has at most `largest` bytes, or one item. */
  constructor(commit: (group: readonly T[]) => Promise<void>, sizeOf: (item: T) => number, largest: number) {
    this.#commit = commit;
    this.#sizeOf = sizeOf;
    this.#largest = largest;
  }

  add(item: T): void {
    this.#waiting.push(item);
    this.#running ??= this.#run();
  }

  /** Fulfils when nothing waits. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      // All that is added in this turn of the event loop belongs to the group.
      await new Promise(resolve => setImmediate(resolve));
      await this.#commit(this.#group());
    }
    this.#running = undefined;
  }

  #group(): readonly T[] {
    let bytes = 0;
    let count = 0;
    while (count < this.#waiting.length) {
      bytes += this.#sizeOf(this.#waiting[count]!);
      if (count > 0 && bytes > this.#largest) break;
      count++;
    }
    const group = this.#waiting.slice(0, count);
    this.#waiting = this.#waiting.slice(count);
    return group;
  }
}
