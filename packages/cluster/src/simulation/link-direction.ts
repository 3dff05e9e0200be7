/** One direction of a machine's link: it transfers its bytes one after the other, at its bandwidth. */
export class LinkDirection {
  /** All bytes that it has been given. */
  bytes = 0;
  /** When it has transferred them. */
  #free = 0;
  readonly #bytesPerMs: number;

  /** Takes the bandwidth in bytes a second. */
  constructor(bandwidth: number) {
    this.#bytesPerMs = bandwidth / 1000;
  }

  /** Returns when it has transferred bytes that it may begin with at a time. */
  transfer(from: number, bytes: number): number {
    this.bytes += bytes;
    return (this.#free = Math.max(this.#free, from) + bytes / this.#bytesPerMs);
  }
}
