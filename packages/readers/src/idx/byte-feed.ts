import type { Chunks } from '../source/byte-source.ts';

/** The bytes that are stored before any has come. A header may state any number. */
const FIRST = 1 << 20;

/** Takes bytes from chunks, as many as are asked for. */
export class ByteFeed {
  readonly #chunks: Chunks;
  #chunk = new Uint8Array() as Uint8Array;

  constructor(chunks: Chunks) {
    this.#chunks = chunks;
  }

  /** Returns the next `count` bytes in new storage, or fewer at the end. The storage grows with the bytes that come. */
  async take(count: number): Promise<Uint8Array> {
    let taken = new Uint8Array(Math.min(count, FIRST));
    for (let filled = 0; filled < count;) {
      if (this.#chunk.length === 0) {
        const { done, value } = await this.#chunks.next();
        if (done === true) return taken.subarray(0, filled);
        this.#chunk = value;
      }
      if (filled === taken.length) {
        const larger = new Uint8Array(Math.min(count, 2 * filled));
        larger.set(taken);
        taken = larger;
      }
      const part = this.#chunk.subarray(0, taken.length - filled);
      taken.set(part, filled);
      filled += part.length;
      this.#chunk = this.#chunk.subarray(part.length);
    }
    return taken;
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}
