import { refusal } from './refusal.ts';
import { repeatedKey } from './repeated-key.ts';
import { decodeUtf8 } from './utf8.ts';

/** No header is longer, in bytes: the reference implementation refuses to read more. */
export const HEADER_LIMIT = 100_000_000;

/** The key of the header that is no tensor. */
export const METADATA = '__metadata__';

/** The entry of a tensor in the header. */
export interface Entry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** The offsets of its first byte and after its last, from the end of the header. */
  readonly begin: number;
  readonly end: number;
}

export interface Header {
  readonly metadata: Readonly<Record<string, string>>;
  readonly entries: readonly Entry[];
  /** The bytes after the header. */
  readonly data: Uint8Array;
}

/** Reads the header, and checks that each entry is one. */
export function readHeader(bytes: Uint8Array): Header {
  if (bytes.length < 8)
    throw refusal('a file must begin with 8 bytes, the length of its header', `${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
  const length = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  if (length > HEADER_LIMIT) throw refusal(`a header must have at most ${HEADER_LIMIT} bytes`, String(length));
  if (length > bytes.length - 8)
    throw refusal(`the header must end within the file, after ${length + 8} bytes`, `${bytes.length} bytes`);
  const { [METADATA]: metadata = {}, ...tensors } = parse(bytes.subarray(8, 8 + length));
  if (!isObject(metadata) || !Object.values(metadata).every(value => typeof value === 'string'))
    throw refusal(`${METADATA} must hold strings by name`, JSON.stringify(metadata).slice(0, 100));
  return {
    metadata: metadata as Record<string, string>,
    entries: Object.entries(tensors).map(([name, value]) => entryOf(name, value)),
    data: bytes.subarray(8 + length),
  };
}

function parse(bytes: Uint8Array): Record<string, unknown> {
  let text: string;
  try {
    text = decodeUtf8(bytes);
  } catch {
    throw refusal('the header must be UTF-8', 'bytes that are not');
  }
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    throw refusal('the header must be JSON', JSON.stringify(text.slice(0, 40)));
  }
  if (!isObject(header)) throw refusal('the header must be a JSON object', JSON.stringify(text.slice(0, 40)));
  const key = repeatedKey(text);
  if (key !== undefined) throw refusal('a name must occur only once in the header', `'${key}' twice`);
  return header;
}

function entryOf(name: string, value: unknown): Entry {
  const { dtype, shape, data_offsets: offsets } = isObject(value) ? value : {};
  if (typeof dtype !== 'string' || !areCounts(shape) || !areCounts(offsets) || offsets.length !== 2)
    throw refusal(`'${name}' must have a dtype, a shape and two data_offsets`, JSON.stringify(value).slice(0, 100));
  return { name, dtype, shape, begin: offsets[0]!, end: offsets[1]! };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function areCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(count => Number.isSafeInteger(count) && count >= 0);
}
