import { ContractError } from '../contracts/contract-error.ts';
import { jsonSize } from '../text/json-size.ts';
import { decodeUtf8 } from '../text/utf8.ts';
import type { ByteSource } from './byte-source.ts';

/** No header is longer, in bytes: the reference implementation refuses to read more. */
export const HEADER_LIMIT = 100_000_000;

/** No tensor has more axes: NumPy has none with more either. */
const MOST_AXES = 64;

/** A header has an object for each tensor, with two lists, which takes at least 49 bytes, and one for the metadata. */
const MOST_LEVELS = 3;

const BYTES_OF_HOLDER = 16;

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
  /** The position after the header, where the first tensor begins. */
  readonly begin: number;
}

/** Reads the header, and checks that each entry is one. */
export function readHeader(source: ByteSource): Header {
  if (source.length < 8)
    throw refusal('a file must begin with 8 bytes, the length of its header', `${source.length} bytes`);
  const view = new DataView(bytesOf(source, 0, 8).buffer);
  const length = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  if (length > HEADER_LIMIT) throw refusal(`a header must have at most ${HEADER_LIMIT} bytes`, String(length));
  if (length > source.length - 8)
    throw refusal(`the header must end within the file, after ${length + 8} bytes`, `${source.length} bytes`);
  const { [METADATA]: metadata = {}, ...tensors } = parse(bytesOf(source, 8, length));
  if (!isObject(metadata) || !Object.values(metadata).every(value => typeof value === 'string'))
    throw refusal(`${METADATA} must hold strings by name`, shown(metadata));
  return {
    metadata: metadata as Record<string, string>,
    entries: Object.entries(tensors).map(([name, value]) => entryOf(name, value)),
    begin: 8 + length,
  };
}

function bytesOf(source: ByteSource, begin: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  source.read(begin, bytes);
  return bytes;
}

function parse(bytes: Uint8Array): Record<string, unknown> {
  let text: string;
  try {
    text = decodeUtf8(bytes);
  } catch {
    throw refusal('the header must be UTF-8', 'bytes that are not');
  }
  checkSize(bytes);
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

/** Refuses lists and objects that no header has, before they are made: each takes 20 times its letters. */
function checkSize(bytes: Uint8Array): void {
  const { holders, levels } = jsonSize(bytes);
  if (levels > MOST_LEVELS)
    throw refusal(`a header must have at most ${MOST_LEVELS} lists and objects within each other`, String(levels));
  if (holders > MOST_LEVELS + bytes.length / BYTES_OF_HOLDER)
    throw refusal(
      'a header must have two lists for each tensor',
      `${holders} lists and objects in ${bytes.length} bytes`,
    );
}

function entryOf(name: string, value: unknown): Entry {
  const { dtype, shape, data_offsets: offsets } = isObject(value) ? value : {};
  if (typeof dtype !== 'string' || !areCounts(shape) || !areCounts(offsets) || offsets.length !== 2)
    throw refusal(`'${name}' must have a dtype, a shape and two data_offsets`, shown(value));
  if (shape.length > MOST_AXES) throw refusal(`'${name}' must have at most ${MOST_AXES} axes`, String(shape.length));
  return { name, dtype, shape, begin: offsets[0]!, end: offsets[1]! };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function areCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(count => Number.isSafeInteger(count) && count >= 0);
}

/** The beginning of a JSON value. */
function shown(value: unknown): string {
  return JSON.stringify(value).slice(0, 100);
}

/** Returns the error for bytes that are no safetensors file. */
export function refusal(
  requirement: string,
  given: string,
  advice = 'Is it a safetensors file, and whole?',
): ContractError {
  return new ContractError('decodeSafetensors', requirement, given, advice);
}

/**
 * Returns a key that occurs twice in one object of a JSON text, which `JSON.parse` would accept; the text must be JSON.
 */
export function repeatedKey(json: string): string | undefined {
  const objects: Set<string>[] = [];
  const colon = /\s*:/y;
  for (let at = 0; at < json.length; at++) {
    if (json[at] === '{') objects.push(new Set());
    else if (json[at] === '}') objects.pop();
    else if (json[at] === '"') {
      const start = at;
      while (json[++at] !== '"') if (json[at] === '\\') at++;
      colon.lastIndex = at + 1;
      if (!colon.test(json)) continue;
      const key = JSON.parse(json.slice(start, at + 1)) as string;
      if (objects.at(-1)!.has(key)) return key;
      objects.at(-1)!.add(key);
    }
  }
  return undefined;
}
