/** Offsets of 16, 32 or 64 bits, in a buffer of a batch. */
export class Offsets {
  private readonly values: Int16Array | Int32Array | BigInt64Array;

  constructor(bytes: Uint8Array, width: number, count: number) {
    const aligned = bytes.byteOffset % width === 0 ? bytes : bytes.slice();
    const parts = [aligned.buffer, aligned.byteOffset, count] as const;
    if (width === 2) this.values = new Int16Array(...parts);
    else this.values = width === 4 ? new Int32Array(...parts) : new BigInt64Array(...parts);
  }

  /**
   * Does nothing if no offset is less than that before it, and none is more than `size`.
   *
   * - **Throws** `Error` for others
   */
  check(size: number): void {
    const { values } = this;
    if (values.length === 0) return;
    if (!(values[0]! >= 0 && values.at(-1)! <= size)) outside(size);
    for (let i = 1; i < values.length; i++) if (values[i]! < values[i - 1]!) outside(size);
  }

  /**
   * Does nothing if these ends of runs rise, and the last is that of `rows` rows or of more.
   *
   * - **Throws** `Error` for others
   */
  checkEnds(rows: number): void {
    const last = Number(this.values.at(-1) ?? 0);
    if (last < rows) throw new Error(`runs of ${last} rows in place of ${rows}`);
    this.check(last);
  }

  /**
   * Does nothing if all spans, which begin at these offsets, end at `size` at most, and have at most `all` values together.
   *
   * - **Throws** `Error` for others
   */
  checkSpans(lengths: Offsets, size: number, all: number): void {
    let left = all;
    for (let i = 0; i < this.values.length; i++) {
      const from = Number(this.values[i]);
      const length = Number(lengths.values[i]);
      if (!(from >= 0 && length >= 0 && from + length <= size)) outside(size);
      left -= length;
    }
    if (left < 0) throw new Error(`spans of more than ${all} values`);
  }
}

function outside(size: number): never {
  throw new Error(`offsets that are not among ${size}`);
}
