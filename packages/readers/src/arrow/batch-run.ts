import {
  type Batch,
  type Codec,
  type DataType,
  type Field,
  getCompressionCodec,
  tableFromIPC,
  Type,
} from '@uwdata/flechette';
import { mostUnpacked } from '../columnar/unpacking.ts';
import type { ArrowFile } from './arrow-file.ts';
import { batchLayout } from './batch-layout.ts';
import { checkBatch, checkDictionary } from './check-batch.ts';
import { alignedBytes, type Message } from './message.ts';

/** The bytes of batches that are read at once, if each has fewer. */
const RUN = 1 << 22;

/** The columns of a batch. */
export type BatchColumns = readonly Batch<unknown>[];

/**
 * Reads batches from one on: as many as are small, since each reading decodes the dictionaries. Dictionaries may grow or be
 * replaced between two batches.
 */
export async function batchRun(file: ArrowFile, first: number): Promise<readonly BatchColumns[]> {
  const run = runFrom(file.batches, first);
  const end = run.at(-1)!.from;
  const messages = [...file.dictionaries.filter(({ from }) => from < end), ...run].sort((a, b) => a.from - b.from);
  const bytes = await Promise.all(messages.map(message => alignedBytes(file.access, message)));
  const checked = messages.map(({ kind }, i) => checkedBatch(file, bytes[i]!, kind === 'batch' ? kind : 'dictionary'));
  const table = tableFromIPC([file.schema, ...checked], { useBigInt: true, useMap: true });
  return run.map((_, batch) => file.fields.map((_, column) => table.getChildAt(column).data[batch]!));
}

function runFrom(batches: readonly Message[], first: number): readonly Message[] {
  let end = first + 1;
  for (let size = sizeOf(batches[first]!); end < batches.length; end++) {
    size += sizeOf(batches[end]!);
    if (size > RUN) break;
  }
  return batches.slice(first, end);
}

function sizeOf({ from, to }: Message): number {
  return to - from;
}

/**
 * Returns the message of a batch as flechette can read it: decompressed, and with buffers that hold as many values as it says.
 *
 * - **Throws** `Error` for a damaged one
 */
function checkedBatch({ fields, version }: ArrowFile, bytes: Uint8Array, kind: 'batch' | 'dictionary'): Uint8Array {
  const unpacked = unpackedBatch(bytes, kind);
  const layout = batchLayout(unpacked, kind);
  if (kind === 'batch') checkBatch(layout, fields, version);
  else checkDictionary(layout, dictionaryType(fields, layout.id), version);
  return unpacked;
}

/** Returns the type of the values of a dictionary, which a column or one in it has. */
function dictionaryType(fields: readonly Field[], id: number): DataType | undefined {
  for (const { type } of fields) {
    if (type.typeId === Type.Dictionary && type.id === id) return type.dictionary;
    const inner = type.typeId === Type.Dictionary ? type.dictionary : type;
    const found = 'children' in inner ? dictionaryType(inner.children, id) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Returns the message of a batch whose buffers are marked as not compressed: each follows the number −1. A message
 * without a codec is returned unchanged. The sizes of buffers can be checked then, before values are read.
 *
 * - **Throws** `Error` for damaged buffers
 */
function unpackedBatch(bytes: Uint8Array, kind: 'batch' | 'dictionary'): Uint8Array {
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
