import { checkSchema } from './check-schema.ts';
import { FlatTable } from './flat-table.ts';
import type { ReadAhead } from './read-ahead.ts';

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
