import { getCompressionCodec, type Codec } from '@uwdata/flechette';
import { mostUnpacked } from '../columnar/unpacked-size.ts';
import { batchLayout } from './batch-layout.ts';

/**
 * Returns the message of a batch whose buffers are marked as not compressed: each follows the number −1. A message
 * without a codec is returned unchanged. The sizes of buffers can be checked then, before values are read.
 *
 * - **Throws** `Error` for damaged buffers
 */
export function unpackedBatch(bytes: Uint8Array, kind: 'batch' | 'dictionary'): Uint8Array {
  const { codec, buffers, body, start, sizeAt } = batchLayout(bytes, kind);
  if (codec === undefined || sizeAt === undefined) return bytes;
  const compression = getCompressionCodec(codec as 0 | 1)!;
  let left = mostUnpacked(body.length);
  const plain = buffers.map(({ from, to }) => {
    const unpacked = plainBuffer(body.subarray(from, to), compression, left);
    left -= unpacked.length;
    return unpacked;
  });
  const head = bytes.length - body.length;
  const total = plain.reduce((sum, buffer) => sum + paddedSize(buffer), head);
  const unpacked = new Uint8Array(total);
  unpacked.set(bytes.subarray(0, head));
  const view = new DataView(unpacked.buffer);
  let at = head;
  for (const [i, buffer] of plain.entries()) {
    view.setBigInt64(start + buffers[i]!.at, BigInt(at - head), true);
    view.setBigInt64(start + buffers[i]!.at + 8, BigInt(buffer.length === 0 ? 0 : 8 + buffer.length), true);
    if (buffer.length === 0) continue;
    view.setBigInt64(at, -1n, true);
    unpacked.set(buffer, at + 8);
    at += paddedSize(buffer);
  }
  view.setBigInt64(start + sizeAt, BigInt(total - head), true);
  return unpacked;
}

/** Returns a buffer, decompressed. Buffers may lie in the same bytes, so that all of a batch share what is `left`. */
function plainBuffer(buffer: Uint8Array, codec: Codec, left: number): Uint8Array {
  if (buffer.length === 0) return buffer;
  if (buffer.length < 8) throw new Error(`a buffer of ${buffer.length} bytes`);
  const size = Number(new DataView(buffer.buffer, buffer.byteOffset).getBigInt64(0, true));
  const packed = buffer.subarray(8);
  if (size === -1) return packed;
  // Some writers of LZ4 state the compressed size: what comes out is checked too.
  if (!(size >= 0 && size <= Math.min(left, mostUnpacked(packed.length))))
    throw new Error(`${size} bytes in a buffer of ${packed.length}`);
  const unpacked = codec.decode(packed, size);
  if (unpacked.length > left) throw new Error(`${unpacked.length} bytes in a buffer of ${packed.length}`);
  return unpacked;
}

/** The bytes of a buffer with the number before it, up to a multiple of eight. */
function paddedSize({ length }: Uint8Array): number {
  return length === 0 ? 0 : 8 + Math.ceil(length / 8) * 8;
}
