import type { Chunks } from '../source/byte-source.ts';

/** Takes bytes from chunks, as many as are asked for. */
export class ByteFeed {
  readonly #chunks: Chunks;
  #chunk = new Uint8Array() as Uint8Array;

  constructor(chunks: Chunks) {
    this.#chunks = chunks;
  }

  /** Returns the next `count` bytes in new storage, or fewer at the end. */
  async take(count: number): Promise<Uint8Array> {
    const taken = new Uint8Array(count);
    for (let filled = 0; filled < count;) {
      if (this.#chunk.length === 0) {
        const { done, value } = await this.#chunks.next();
        if (done === true) return taken.subarray(0, filled);
        this.#chunk = value;
      }
      const part = this.#chunk.subarray(0, count - filled);
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
