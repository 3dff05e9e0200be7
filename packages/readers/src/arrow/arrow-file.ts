import { DataError } from '@thalweg/data';
import { reasonOf } from '@thalweg/tensor/engine';
import {
  type DataType,
  Endianness,
  type Field,
  tableFromIPC,
  Type,
  CompressionType,
  getCompressionCodec,
  setCompressionCodec,
} from '@uwdata/flechette';
import type { ByteSource, RandomAccess } from '../source/byte-source.ts';
import { randomAccess } from '../source/random-access.ts';
import {
  alignedBytes,
  checkSchema,
  type Message,
  messageAt,
  type Messages,
  MOST_METADATA,
  ReadAhead,
} from './message.ts';
import { FlatTable } from './flat-table.ts';
import { zstdDecoder } from '../columnar/unpacking.ts';

/** An Arrow file whose messages were found. */
export interface ArrowFile {
  /** The name of the file. */
  readonly source: string;
  readonly access: RandomAccess;
  /** The columns. */
  readonly fields: readonly Field[];
  /** The version of the format; the number of version 5 is 4. */
  readonly version: number;
  /** The message that holds the schema. */
  readonly schema: Uint8Array;
  readonly dictionaries: readonly Message[];
  readonly batches: readonly Message[];
}

/**
 * Finds the messages of an Arrow file or stream.
 *
 * - **Throws** `DataError` for what is no Arrow file, or a damaged one
 */
export async function arrowFile(source: ByteSource): Promise<ArrowFile> {
  const access = await randomAccess(source);
  try {
    const { schema, messages } = await messagesOf(access);
    await arrowCodecs(new Set(messages.flatMap(({ codec }) => codec ?? [])));
    const of = (kind: Message['kind']): readonly Message[] => messages.filter(message => message.kind === kind);
    const { fields, endianness, version = 4 } = tableFromIPC([schema]).schema;
    if (endianness === Endianness.Big) throw new Error('numbers with their most significant byte first');
    checkTypes(fields);
    const parts = { dictionaries: of('dictionary'), batches: of('batch') };
    return { source: source.name, access, fields, version, schema, ...parts };
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    throw new DataError(
      source.name,
      'it must be an Arrow file or stream, or Feather of version 2',
      reasonOf(cause),
      'Check that it is Arrow and was written and fetched to its end.',
      { source: source.name, cause },
    );
  }
}

async function messagesOf(access: RandomAccess): Promise<Messages> {
  const ahead = new ReadAhead(access);
  const magic = String.fromCharCode(...(await ahead.bytes(0, 6)));
  if (magic.startsWith('FEA1')) throw new Error('Feather of version 1');
  return magic === 'ARROW1' ? fileMessages(access, ahead) : streamMessages(access, ahead);
}

/** The digits after the point, at most; a decimal of 256 bits has 76 in all. */
const SCALE = 1000;

/**
 * Does nothing if the types of columns have sizes that values can have.
 *
 * - **Throws** `Error` for others
 */
function checkTypes(fields: readonly Field[]): void {
  for (const { type } of fields) checkType(type);
}

function checkType(type: DataType): void {
  if (type.typeId === Type.Decimal && Math.abs(type.scale) > SCALE)
    throw new Error(`decimals with ${type.scale} digits after the point`);
  if ((type.typeId === Type.FixedSizeBinary || type.typeId === Type.FixedSizeList) && type.stride < 0)
    throw new Error(`values of ${type.stride} parts`);
  if (type.typeId === Type.Dictionary) checkType(type.dictionary);
  if ('children' in type) checkTypes(type.children);
}

/** The magic with which a file ends, after the length of its footer. */
const TAIL = 10;

/** The bytes of a block in the footer. */
const BLOCK = 24;

/** Returns the schema and the messages of an Arrow file, which its footer lists. */
async function fileMessages(access: RandomAccess, ahead: ReadAhead): Promise<Messages> {
  const end = access.size - TAIL;
  const tail = end < 8 ? undefined : await access.slice(end, access.size);
  if (tail === undefined || String.fromCharCode(...tail.subarray(4)) !== 'ARROW1')
    throw new Error('a file that is cut off');
  const length = new DataView(tail.buffer, tail.byteOffset).getUint32(0, true);
  if (length > end - 8) throw new Error(`a footer of ${length} bytes`);
  if (length > MOST_METADATA)
    throw new Error(`a footer of ${length} bytes, of which at most ${MOST_METADATA} are read`);
  const bytes = await access.slice(end - length, end);
  const footer = FlatTable.root(bytes);
  const schema = footer.table(1);
  if (schema === undefined) throw new Error('no schema');
  checkSchema(schema);
  const messages: Message[] = [];
  for (const start of [...footer.longs(2, BLOCK), ...footer.longs(3, BLOCK)].sort((a, b) => a - b)) {
    const message = await messageAt(ahead, start);
    if (message === undefined) throw new Error(`no message at byte ${start}`);
    if (start < (messages.at(-1)?.to ?? 0)) throw new Error(`a message at byte ${start}, in the one before it`);
    messages.push(message);
  }
  return { schema: schemaMessage(bytes, schema.at), messages };
}

/** Returns the message of a schema that is a table of another buffer. The file format keeps the schema in its footer. */
function schemaMessage(buffer: Uint8Array, schemaAt: number): Uint8Array {
  const length = HEAD + Math.ceil(buffer.length / 8) * 8;
  const bytes = new Uint8Array(8 + length);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, -1, true);
  view.setInt32(4, length, true);
  const message = new DataView(bytes.buffer, 8);
  message.setUint32(0, TABLE, true);
  // The sizes of the list of offsets and of the table, and where the table has its version, its kind and its header.
  for (const [i, value] of [12, 12, 8, 10, 4, 0].entries()) message.setUint16(4 + 2 * i, value, true);
  message.setInt32(TABLE, TABLE - 4, true);
  message.setUint32(TABLE + 4, HEAD + schemaAt - (TABLE + 4), true);
  message.setInt16(TABLE + 8, VERSION, true);
  message.setUint8(TABLE + 10, SCHEMA);
  bytes.set(buffer, 8 + HEAD);
  return bytes;
}

/** The first byte of the table of the message, and the byte after it. */
const TABLE = 16;

const HEAD = 32;

/** Version 5 of the format, and the kind of message. */
const VERSION = 4;

const SCHEMA = 1;

/** Returns the schema and the messages of an Arrow stream, one after another. */
async function streamMessages(access: RandomAccess, ahead: ReadAhead): Promise<Messages> {
  const first = await messageAt(ahead, 0);
  if (first?.kind !== 'schema') throw new Error('no schema');
  const messages: Message[] = [];
  for (let at = first.to; ;) {
    const message = await messageAt(ahead, at);
    if (message === undefined) return { schema: await alignedBytes(access, first), messages };
    messages.push(message);
    at = message.to;
  }
}

/**
 * Sees to it that flechette has the decompressors of these codecs; it keeps them for the whole program. One that is there
 * already stays.
 */
async function arrowCodecs(codecs: ReadonlySet<number>): Promise<void> {
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
