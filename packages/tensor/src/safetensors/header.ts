import { ContractError } from '../contracts/contract-error.ts';
import type { DType, TypedArray } from '../tensors/dtype.ts';
import { sizeOf, type Sizes } from '../tensors/shape.ts';
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
  const view = new DataView(bytesAt(source, 0, 8).buffer);
  const length = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  if (length > HEADER_LIMIT) throw refusal(`a header must have at most ${HEADER_LIMIT} bytes`, String(length));
  if (length > source.length - 8)
    throw refusal(`the header must end within the file, after ${length + 8} bytes`, `${source.length} bytes`);
  const { [METADATA]: metadata = {}, ...tensors } = parse(bytesAt(source, 8, length));
  if (!isObject(metadata) || !Object.values(metadata).every(value => typeof value === 'string'))
    throw refusal(`${METADATA} must hold strings by name`, shown(metadata));
  return {
    metadata: metadata as Record<string, string>,
    entries: Object.entries(tensors).map(([name, value]) => entryOf(name, value)),
    begin: 8 + length,
  };
}

function bytesAt(source: ByteSource, begin: number, length: number): Uint8Array<ArrayBuffer> {
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

/** An element type of the format, and the dtype that it is read as. */
interface ElementType {
  /** Bytes an element. */
  readonly width: number;
  readonly dtype: DType;
  /** The elements in a buffer that is theirs alone; `name` is the tensor's. */
  readonly read: (buffer: ArrayBuffer, name: string) => TypedArray;
}

/** The element types of the format that fit a dtype of ours, by the format's names. */
export const elementTypes: Readonly<Record<string, ElementType>> = {
  F64: { width: 8, dtype: 'float64', read: buffer => new Float64Array(buffer) },
  F32: { width: 4, dtype: 'float32', read: buffer => new Float32Array(buffer) },
  BF16: { width: 2, dtype: 'float32', read: buffer => floatOfBrainFloat(new Uint16Array(buffer)) },
  F16: { width: 2, dtype: 'float32', read: buffer => Float32Array.from(new Uint16Array(buffer), floatOfHalf) },
  U64: { width: 8, dtype: 'int32', read: (buffer, name) => fitting(new BigUint64Array(buffer), name) },
  I64: { width: 8, dtype: 'int32', read: (buffer, name) => fitting(new BigInt64Array(buffer), name) },
  U32: { width: 4, dtype: 'int32', read: (buffer, name) => fitting(new Uint32Array(buffer), name) },
  I32: { width: 4, dtype: 'int32', read: buffer => new Int32Array(buffer) },
  U16: { width: 2, dtype: 'int32', read: buffer => Int32Array.from(new Uint16Array(buffer)) },
  I16: { width: 2, dtype: 'int32', read: buffer => Int32Array.from(new Int16Array(buffer)) },
  I8: { width: 1, dtype: 'int32', read: buffer => Int32Array.from(new Int8Array(buffer)) },
  U8: { width: 1, dtype: 'int32', read: buffer => Int32Array.from(new Uint8Array(buffer)) },
  BOOL: { width: 1, dtype: 'bool', read: (buffer, name) => booleans(new Uint8Array(buffer), name) },
};

/** IEEE 754 binary16: 1 bit of sign, 5 of exponent, 10 of fraction. */
function floatOfHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -14 : (1 + fraction) * 2 ** (exponent - 15));
}

/** A bfloat16 is the upper half of a float32. */
function floatOfBrainFloat(bits: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(bits, upper => upper << 16).buffer);
}

function fitting(values: BigUint64Array | BigInt64Array | Uint32Array, name: string): Int32Array {
  return Int32Array.from(values as Iterable<bigint | number>, value => {
    const number = Number(value);
    if (number !== (number | 0))
      throw refusal(
        `the integers of '${name}' must fit an int32`,
        String(value),
        'Save it as F64 if it must be so large.',
      );
    return number;
  });
}

function booleans(bytes: Uint8Array, name: string): Uint8Array {
  const other = bytes.find(byte => byte > 1);
  if (other !== undefined) throw refusal(`the bytes of '${name}', a BOOL, must be 0 or 1`, String(other));
  return bytes;
}

/** Returns the bytes of a tensor. Throws {@link ContractError} for a dtype that the format does not have. */
export function bytesOf(name: string, dtype: string, shape: Sizes): number {
  if (Object.hasOwn(elementTypes, dtype)) return sizeOf(shape) * elementTypes[dtype]!.width;
  throw refusal(`the dtype of '${name}' must be one of ${Object.keys(elementTypes).join(', ')}`, dtype, 'Convert it.');
}
