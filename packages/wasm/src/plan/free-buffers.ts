/** Buffers that are free, found by their numbers of bytes. */
export class FreeBuffers {
  /** The numbers of bytes that there are, in order. */
  readonly #sizes: number[] = [];
  /** The free buffers of so many bytes, in the order in which they became free. */
  readonly #bySize = new Map<number, { readonly buffers: number[]; taken: number }>();

  add(buffer: number, bytes: number): void {
    const known = this.#bySize.get(bytes);
    if (known !== undefined) return void known.buffers.push(buffer);
    this.#bySize.set(bytes, { buffers: [buffer], taken: 0 });
    this.#sizes.splice(this.#firstOf(bytes), 0, bytes);
  }

  /** Takes the smallest buffer that is large enough; if none is, the largest; `undefined` if there is none. */
  take(bytes: number): number | undefined {
    const sizes = this.#sizes;
    if (sizes.length === 0) return undefined;
    const at = Math.min(this.#firstOf(bytes), sizes.length - 1);
    const queue = this.#bySize.get(sizes[at]!)!;
    const buffer = queue.buffers[queue.taken++]!;
    if (queue.taken === queue.buffers.length) {
      this.#bySize.delete(sizes[at]!);
      sizes.splice(at, 1);
    }
    return buffer;
  }

  /** The place of the first size that is not smaller, by halves. */
  #firstOf(bytes: number): number {
    let [from, to] = [0, this.#sizes.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.#sizes[middle]! < bytes) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}
