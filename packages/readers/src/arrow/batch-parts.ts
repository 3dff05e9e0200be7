import { mostUnpacked } from '../columnar/unpacked-size.ts';
import type { BatchLayout } from './batch-layout.ts';
import { Offsets } from './offsets.ts';

/** The lengths and buffers of a batch, one after another. */
export class BatchParts {
  private readonly layout: BatchLayout;
  private readonly version: number;
  private lengths = 0;
  private buffers = 0;
  private variadics = 0;

  constructor(layout: BatchLayout, version: number) {
    this.layout = layout;
    this.version = version;
  }

  /** Returns the next number of values. */
  length(): number {
    const length = this.layout.lengths[this.lengths++];
    return length ?? ended();
  }

  /**
   * Returns the size of the next buffer, in bytes.
   *
   * - **Throws** `Error` if it cannot hold `count` values of `bits` each
   */
  bits(count: number, bits: number, empty?: 'may be empty'): number {
    const { length: size } = this.buffer();
    if (8 * size < count * bits && !(empty && size === 0)) throw new Error(`${count} values in ${size} bytes`);
    return size;
  }

  /** Returns the next buffer, which has one number more than there are values; it may be empty if there are none. */
  offsets(values: number, width: number): Offsets {
    const bytes = this.buffer();
    const count = values + 1;
    if (values <= 0 && bytes.length < count * width) return new Offsets(new Uint8Array(), width, 0);
    if (bytes.length < count * width) throw new Error(`${count} offsets in ${bytes.length} bytes`);
    return new Offsets(bytes, width, count);
  }

  /** The values that rows which may share them have in all, at most. */
  get mostValues(): number {
    return mostUnpacked(this.layout.body.length) / 8;
  }

  /**
   * Skips a buffer of views, which may lie in the same bytes.
   *
   * - **Throws** `Error` if it has fewer than `count`, or if they are longer in all than texts of such a batch can be
   */
  views(count: number): void {
    const bytes = this.buffer();
    if (bytes.length < 16 * count) throw new Error(`${count} values in ${bytes.length} bytes`);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let left = mostUnpacked(this.layout.body.length);
    for (let i = 0; i < count; i++) left -= view.getUint32(16 * i, true);
    if (left < 0) throw new Error(`texts of more than ${mostUnpacked(this.layout.body.length)} bytes`);
  }

  /** Skips the buffers of texts that lie in several. */
  variadic(): void {
    const count = this.layout.variadic[this.variadics++] ?? ended();
    if (!(count >= 0 && this.buffers + count <= this.layout.buffers.length))
      throw new Error(`${count} buffers of texts`);
    this.buffers += count;
  }

  /** Skips the buffer that unions had before version 5, which has the number 4. */
  unionValidity(): void {
    if (this.version < 4) this.buffer();
  }

  private buffer(): Uint8Array {
    const { buffers, body, codec } = this.layout;
    const { from, to } = buffers[this.buffers++] ?? ended();
    return body.subarray(codec === undefined || from === to ? from : from + 8, to);
  }
}

function ended(): never {
  throw new Error('a batch with fewer parts than its columns have');
}
