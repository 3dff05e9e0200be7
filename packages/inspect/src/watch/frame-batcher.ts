/** Collects items and processes them together in the next animation frame, each of them once. */
export class FrameBatcher<T> {
  readonly #process: (collected: ReadonlySet<T>) => void;
  #collected = new Set<T>();
  #frame: number | undefined = undefined;

  constructor(process: (collected: ReadonlySet<T>) => void) {
    this.#process = process;
  }

  add(item: T): void {
    this.#collected.add(item);
    this.#frame ??= requestAnimationFrame(() => {
      const collected = this.#collected;
      this.#collected = new Set();
      this.#frame = undefined;
      this.#process(collected);
    });
  }

  clear(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
    this.#collected.clear();
  }
}
