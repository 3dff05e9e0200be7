import { CompressionType, getCompressionCodec, setCompressionCodec } from '@uwdata/flechette';
import { zstdDecoder } from '../columnar/unpacking.ts';

/**
 * Sees to it that flechette has the decompressors of these codecs; it keeps them for the whole program. One that is there
 * already stays.
 */
export async function arrowCodecs(codecs: ReadonlySet<number>): Promise<void> {
  for (const codec of codecs) {
    if (codec !== CompressionType.LZ4_FRAME && codec !== CompressionType.ZSTD) throw new Error(`codec ${codec}`);
    if (getCompressionCodec(codec) !== null) continue;
    const decode = codec === CompressionType.ZSTD ? await zstd() : lz4Frame;
    setCompressionCodec(codec, { decode, encode: notWritten });
  }
}

/** The length that a buffer states is left out: some writers state the compressed one. */
async function zstd(): Promise<(bytes: Uint8Array) => Uint8Array> {
  const unpack = await zstdDecoder();
  return bytes => unpack(bytes);
}

function notWritten(): never {
  throw new Error('Files are only read.');
}

/**
 * Decompresses a frame of LZ4 that probably has `size` bytes: some writers state the compressed size.
 *
 * - **Throws** `Error` for damaged bytes
 * - **Source** Collet, "LZ4 Frame Format Description", 1.6.4, and "LZ4 Block Format Description"
 */
export function lz4Frame(bytes: Uint8Array, size: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== MAGIC) throw new Error('no frame of LZ4');
  const flags = bytes[4]!;
  const checksum = (flags & 16) === 0 ? 0 : 4;
  let at = 7 + ((flags & 8) === 0 ? 0 : 8) + ((flags & 1) === 0 ? 0 : 4);
  const output = new GrowingBytes(Math.min(size, RATIO * bytes.length));
  for (;;) {
    const header = view.getUint32(at, true);
    if (header === 0) return output.bytes();
    const length = header & 0x7fffffff;
    const block = bytes.subarray(at + 4, at + 4 + length);
    if (block.length < length) throw new Error('a block of LZ4 that is cut off');
    // The highest bit marks a block that is not compressed.
    if (header >>> 31 === 1) output.append(block);
    else unpack(block, output);
    at += 4 + length + checksum;
  }
}

const MAGIC = 0x184d2204;

/** A byte stands for at most 255 others. */
const RATIO = 256;

/** Appends a block, which may refer to the bytes of those before. */
function unpack(block: Uint8Array, output: GrowingBytes): void {
  let from = 0;
  const lengthOf = (nibble: number): number => {
    let length = nibble;
    if (nibble === 15)
      for (let byte = 255; byte === 255; length += byte) {
        byte = block[from++] ?? outside();
      }
    return length;
  };
  while (from < block.length) {
    const token = block[from++]!;
    const literals = lengthOf(token >> 4);
    if (from + literals > block.length) outside();
    output.append(block.subarray(from, from + literals));
    from += literals;
    // The last sequence of a block has no copy.
    if (from === block.length) break;
    const distance = block[from]! | ((block[from + 1] ?? outside()) << 8);
    from += 2;
    if (distance === 0 || distance > output.size) outside();
    output.repeat(distance, lengthOf(token & 15) + 4);
  }
}

function outside(): never {
  throw new Error('bytes of LZ4 that are damaged');
}

/** Bytes to which others are appended. */
class GrowingBytes {
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
