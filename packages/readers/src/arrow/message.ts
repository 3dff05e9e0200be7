import type { RandomAccess } from '../source/byte-source.ts';
import { FlatTable } from './flat-table.ts';

/** A message of an Arrow file: its bytes, and what its header says. */
export interface Message {
  readonly kind: 'schema' | 'dictionary' | 'batch' | 'other';
  readonly from: number;
  readonly to: number;
  /** The rows of a batch. */
  readonly rows: number;
  /** The codec of the buffers: 0 for LZ4, 1 for ZSTD. */
  readonly codec: number | undefined;
}

/** The messages of a file or stream after its schema. */
export interface Messages {
  /** The bytes of the message that holds the schema. */
  readonly schema: Uint8Array;
  readonly messages: readonly Message[];
}

const KINDS = ['other', 'schema', 'dictionary', 'batch'] as const;

/** The bytes of the metadata of a message or of a file, at most: ten times those of the widest tables that people write. */
export const MOST_METADATA: number = 2 ** 27;

/** Returns the message at an offset; `undefined` at the end. */
export async function messageAt(ahead: ReadAhead, from: number): Promise<Message | undefined> {
  const start = await ahead.bytes(from, 8);
  if (start.length < 4) return undefined;
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  // Files of before 2019 have no mark before the length.
  const marked = view.getInt32(0, true) === -1;
  const length = marked ? (start.length < 8 ? 0 : view.getInt32(4, true)) : view.getInt32(0, true);
  if (length === 0) return undefined;
  const body = from + (marked ? 8 : 4) + length;
  if (length < 0 || body > ahead.size) throw new Error(`a message of ${length} bytes at byte ${from}`);
  if (length > MOST_METADATA)
    throw new Error(`a message of ${length} bytes at byte ${from}, of which at most ${MOST_METADATA} are read`);
  const message = FlatTable.root(await ahead.bytes(body - length, length));
  const to = body + message.long(3);
  if (!(to >= body && to <= ahead.size))
    throw new Error(`a message at byte ${from} that ends at byte ${to} of ${ahead.size}`);
  const kind = KINDS[message.byte(1)] ?? 'other';
  return { kind, from, to, ...batchOf(kind, message.table(2)) };
}

function batchOf(kind: Message['kind'], header: FlatTable | undefined): Pick<Message, 'rows' | 'codec'> {
  if (kind === 'other') return { rows: 0, codec: undefined };
  const table = kind === 'dictionary' ? header?.table(1) : header;
  if (table === undefined) throw new Error(`a message without its ${kind}`);
  if (kind !== 'schema') return { rows: rowsOf(table), codec: table.table(3)?.byte(0) };
  checkSchema(table);
  return { rows: 0, codec: undefined };
}

function rowsOf(batch: FlatTable): number {
  const rows = batch.long(0);
  if (rows < 0 || !Number.isSafeInteger(rows)) throw new Error(`a batch of ${rows} rows`);
  return rows;
}

/** Levels of columns in columns, at most; the C++ library reads as many. */
const DEPTH = 64;

/** The memory that a schema may take whatever its bytes, and for each of them besides. */
const SMALL = 2 ** 26;

const PER_BYTE = 4;

/** The bytes in memory that are counted for a column or a pair of texts. */
const FIELD = 320;

/** Numbers of types whose tables have a text or a list as their second field. */
const TIMESTAMP = 10;

const UNION = 14;

/**
 * Does nothing if the lists and texts of a schema lie in its bytes, which flechette does not check.
 *
 * - **Throws** `Error` for others, and for a schema that refers to the same bytes over and over
 * - **Source** the Arrow format, https://github.com/apache/arrow/blob/main/format/Schema.fbs
 */
export function checkSchema(schema: FlatTable): void {
  let left = SMALL + PER_BYTE * schema.size;
  const spend = (bytes: number): void => {
    left -= bytes;
    if (left < 0) throw new Error('a schema that refers to bytes more than once');
  };
  const tables = (table: FlatTable, field: number): readonly FlatTable[] => {
    const found = table.tables(field);
    spend(FIELD * found.length);
    return found;
  };
  const pairs = (table: FlatTable, field: number): void => {
    for (const pair of tables(table, field)) spend(pair.textSize(0) + pair.textSize(1));
  };
  const column = (field: FlatTable, depth: number): void => {
    if (depth > DEPTH) throw new Error(`columns in columns, ${depth} levels deep`);
    const type = field.table(3);
    if (type === undefined) throw new Error('a column without a type');
    spend(field.textSize(0));
    if (field.byte(2) === TIMESTAMP) spend(type.textSize(1));
    if (field.byte(2) === UNION) spend(4 * type.list(1, 4).length);
    pairs(field, 6);
    for (const child of tables(field, 5)) column(child, depth + 1);
  };
  for (const field of tables(schema, 1)) column(field, 1);
  pairs(schema, 2);
}

/** The bytes that are read at least. */
const CHUNK = 1 << 16;

/** Reads small pieces that lie near each other with few requests. */
export class ReadAhead {
  readonly size: number;
  private readonly access: RandomAccess;
  private from = 0;
  private chunk: Uint8Array = new Uint8Array();

  constructor(access: RandomAccess) {
    this.access = access;
    this.size = access.size;
  }

  /** Returns the bytes from an offset on, fewer at the end. */
  async bytes(from: number, count: number): Promise<Uint8Array> {
    const to = Math.min(from + count, this.size);
    if (from < this.from || to > this.from + this.chunk.length) {
      this.chunk = await this.access.slice(from, Math.min(Math.max(to, from + CHUNK), this.size));
      this.from = from;
    }
    return this.chunk.subarray(from - this.from, to - this.from);
  }
}

/** Returns a range of bytes that starts at a multiple of eight, as views of 64-bit numbers need. */
export async function alignedBytes(
  access: RandomAccess,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<Uint8Array> {
  const bytes = await access.slice(from, to);
  return bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
}
