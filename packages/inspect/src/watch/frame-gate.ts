/** Gathers what is to be done and does it in the next frame: however often it is asked for, once. */
export class FrameGate<T> {
  readonly #act: (gathered: ReadonlySet<T>) => void;
  #gathered = new Set<T>();
  #frame: number | undefined = undefined;

  constructor(act: (gathered: ReadonlySet<T>) => void) {
    this.#act = act;
  }

  add(one: T): void {
    this.#gathered.add(one);
    this.#frame ??= requestAnimationFrame(() => {
      const gathered = this.#gathered;
      this.#gathered = new Set();
      this.#frame = undefined;
      this.#act(gathered);
    });
  }

  clear(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
    this.#gathered.clear();
  }
}
