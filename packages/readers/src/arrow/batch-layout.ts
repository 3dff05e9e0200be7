import { type Codec, getCompressionCodec } from '@uwdata/flechette';
import { mostUnpacked } from '../columnar/unpacking.ts';
import { FlatTable } from './flat-table.ts';

/** A buffer of a batch: its bytes in the body. */
interface BufferRange {
  readonly from: number;
  readonly to: number;
  /** The byte of the metadata that holds the range. */
  readonly at: number;
}

/** The metadata of a message with a batch. */
export interface BatchLayout {
  readonly rows: number;
  /** The number of the dictionary; 0 for rows. */
  readonly id: number;
  /** The numbers of values of the columns and of those in them. */
  readonly lengths: readonly number[];
  readonly buffers: readonly BufferRange[];
  /** The numbers of buffers of columns whose texts lie in several. */
  readonly variadic: readonly number[];
  /** The codec of the buffers; `undefined` if they are not compressed. */
  readonly codec: number | undefined;
  readonly body: Uint8Array;
  /** The byte of the message at which the metadata begin, and that of the metadata that holds the size of the body. */
  readonly start: number;
  readonly sizeAt: number | undefined;
}

/**
 * Returns what the metadata of a message with a batch of rows, or with a dictionary, say.
 *
 * - **Throws** `Error` for buffers that do not lie in the message
 */
export function batchLayout(bytes: Uint8Array, kind: 'batch' | 'dictionary'): BatchLayout {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = view.getInt32(0, true) === -1 ? 8 : 4;
  const end = start + view.getInt32(start - 4, true);
  const message = FlatTable.root(bytes.subarray(start, end));
  const header = message.table(2)!;
  const batch = kind === 'batch' ? header : header.table(1)!;
  const body = bytes.subarray(end);
  const long = (at: number): number => Number(view.getBigInt64(start + at, true));
  // Before version 4, each range followed the number of a page.
  const page = message.byte(0) < 3 ? 8 : 0;
  const buffers = batch.list(2, 16 + page).map(at => rangeOf(at + page, long, body.length));
  return {
    rows: batch.long(0),
    id: kind === 'batch' ? 0 : header.long(0),
    lengths: batch.list(1, 16).map(at => lengthOf(long(at), long(at + 8))),
    buffers,
    variadic: batch.longs(4, 8),
    codec: batch.table(3)?.byte(0),
    body,
    start,
    sizeAt: message.find(3),
  };
}

function rangeOf(at: number, long: (at: number) => number, size: number): BufferRange {
  const from = long(at);
  const to = from + long(at + 8);
  if (from >= 0 && to >= from && to <= size) return { from, to, at };
  throw new Error(`a buffer from byte ${from} to ${to} of ${size}`);
}

function lengthOf(length: number, missing: number): number {
  if (length >= 0 && Number.isSafeInteger(length) && missing >= -1 && missing <= length) return length;
  throw new Error(`a column of ${length} values, ${missing} of which are missing`);
}

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
