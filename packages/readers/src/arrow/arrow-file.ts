import { DataError } from '@thalweg/data';
import { reasonOf } from '@thalweg/tensor/engine';
import { type DataType, Endianness, type Field, tableFromIPC, Type } from '@uwdata/flechette';
import type { ByteSource, RandomAccess } from '../source/byte-source.ts';
import { randomAccess } from '../source/random-access.ts';
import { arrowCodecs } from './arrow-codecs.ts';
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
