/** Bytes to which others are appended. */
export class GrowingBytes {
  private buffer: Uint8Array;
  private filled = 0;

  constructor(expected: number) {
    this.buffer = new Uint8Array(expected);
  }

  /** The number of bytes. */
  get size(): number {
    return this.filled;
  }

  append(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.filled);
    this.filled += bytes.length;
  }

  /** Appends `count` bytes, each of which is that `distance` before it. */
  repeat(distance: number, count: number): void {
    this.reserve(count);
    const { buffer } = this;
    const end = this.filled + count;
    if (distance >= count) buffer.copyWithin(this.filled, this.filled - distance, end - distance);
    else for (let i = this.filled; i < end; i++) buffer[i] = buffer[i - distance]!;
    this.filled = end;
  }

  /** Returns the bytes. Their buffer holds nothing else. */
  bytes(): Uint8Array {
    return this.filled === this.buffer.length ? this.buffer : this.buffer.slice(0, this.filled);
  }

  private reserve(count: number): void {
    if (this.filled + count <= this.buffer.length) return;
    const larger = new Uint8Array(Math.max(this.filled + count, 2 * this.buffer.length));
    larger.set(this.buffer);
    this.buffer = larger;
  }
}
