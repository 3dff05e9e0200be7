import type { Chunks } from '../source/byte-source.ts';
import type { Block, RowPlace } from './block.ts';

/** The bytes that are parsed at once. Larger chunks are cut. */
const SIZE = 1 << 18;

/** Collects the bytes of chunks, from the start of a row on, until there are whole rows. */
export class BlockBuffer {
  readonly #chunks: Chunks;
  readonly #limit: number;
  #bytes = new Uint8Array(SIZE);
  #from = 0;
  #to = 0;
  #chunk: Uint8Array | undefined;
  /** The number of bytes below which it is no use to parse again. */
  #wanted = 1;
  #ended = false;

  /** A row may have at most `limit` bytes. */
  constructor(chunks: Chunks, limit: number) {
    this.#chunks = chunks;
    this.#limit = limit;
  }

  /** True if more bytes must come before it is of use to parse. */
  get waits(): boolean {
    return !this.#ended && this.#to - this.#from < this.#wanted;
  }

  /** True if all bytes were taken. */
  get ended(): boolean {
    return this.#ended && this.#from === this.#to;
  }

  block(place: RowPlace): Block {
    const full = this.#to - this.#from >= this.#limit;
    return { bytes: this.#bytes, from: this.#from, to: this.#to, ended: this.#ended, full, place };
  }

  /** Drops the bytes that were parsed. If there are none, the next parse waits for more: for many more of a long row. */
  take(count: number): void {
    const rest = this.#to - this.#from;
    const none = count === 0;
    this.#wanted = none ? (rest < SIZE / 4 ? rest + 1 : Math.min(2 * rest, Math.max(rest + 1, this.#limit))) : 1;
    this.#from += count;
  }

  /** Adds a chunk, or notes that there is none. */
  async fill(): Promise<void> {
    if (this.#chunk === undefined) {
      const { done, value } = await this.#chunks.next();
      if (done === true) this.#ended = true;
      else this.#chunk = value;
    }
    const chunk = this.#chunk;
    if (chunk === undefined) return;
    const part = chunk.subarray(0, SIZE);
    this.#chunk = part.length < chunk.length ? chunk.subarray(part.length) : undefined;
    this.#add(part);
  }

  /** Closes what the chunks come from. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  #add(part: Uint8Array): void {
    const kept = this.#to - this.#from;
    const bytes = kept + part.length <= this.#bytes.length ? this.#bytes : new Uint8Array(2 * (kept + part.length));
    if (bytes === this.#bytes) bytes.copyWithin(0, this.#from, this.#to);
    else bytes.set(this.#bytes.subarray(this.#from, this.#to));
    bytes.set(part, kept);
    this.#bytes = bytes;
    this.#from = 0;
    this.#to = kept + part.length;
  }
}
