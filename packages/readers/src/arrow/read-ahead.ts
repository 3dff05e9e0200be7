import type { RandomAccess } from '../source/byte-source.ts';

/** The bytes that are read at least. */
const CHUNK = 1 << 16;

/** Reads small pieces that lie near each other with few requests. */
export class ReadAhead {
  readonly size: number;
  private readonly access: RandomAccess;
  private from = 0;
  private chunk: Uint8Array = new Uint8Array();

  constructor(access: RandomAccess) {
    this.access = access;
    this.size = access.size;
  }

  /** Returns the bytes from an offset on, fewer at the end. */
  async bytes(from: number, count: number): Promise<Uint8Array> {
    const to = Math.min(from + count, this.size);
    if (from < this.from || to > this.from + this.chunk.length) {
      this.chunk = await this.access.slice(from, Math.min(Math.max(to, from + CHUNK), this.size));
      this.from = from;
    }
    return this.chunk.subarray(from - this.from, to - this.from);
  }
}
