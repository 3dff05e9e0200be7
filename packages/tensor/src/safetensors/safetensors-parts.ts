import { ContractError } from '../contracts/contract-error.ts';
import type { DType } from '../tensors/dtype.ts';
import { Tensor } from '../tensors/tensor.ts';
import { HEADER_LIMIT, METADATA } from './header.ts';
import { encodeUtf8 } from '../text/utf8.ts';

/** The format's names of our dtypes. */
const names: Readonly<Record<DType, string>> = { float64: 'F64', float32: 'F32', int32: 'I32', bool: 'BOOL' };
/** The element types in the order in which a file has them. Bytes are not of a dtype of ours. */
const BYTES = 'U8';
const order: readonly string[] = [names.float64, names.float32, names.int32, BYTES, names.bool];

const NOTHING = /* @__PURE__ */ new Uint8Array();

/** The contents of a file under a name: a tensor, or bytes. */
export type Stored = Tensor | Uint8Array;

/** Elements of a dtype and a shape whose bytes come piece by piece: each is valid until the next one is asked for. */
export interface InPieces {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly byteLength: number;
  pieces(): Iterable<Uint8Array>;
}

/** The metadata of a file. A long string may come in parts, none of which begins or ends within a character. */
export type Metadata = Readonly<Record<string, string | Iterable<string>>>;

interface Row {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly number[];
  readonly length: number;
  readonly pieces: () => Iterable<Uint8Array>;
}

/**
 * Yields the bytes of a safetensors file one after another: the header, then the elements of each tensor, which are not
 * copied. So a file may be larger than an array can be. While the header is made, it yields empty parts, after each of
 * which the caller may give others a turn. The parts make up what `encodeSafetensors` returns.
 *
 * - **Throws** {@link ContractError} as `encodeSafetensors` does
 *
 * @example
 * for (const part of safetensorsParts({ w: tensor([1, 2]) })) writeSync(file, part);
 */
export function* safetensorsParts(
  tensors: Readonly<Record<string, Stored | InPieces>>,
  metadata?: Metadata,
): Generator<Uint8Array, void, undefined> {
  const rows = Object.entries(tensors).map(rowOf).sort(inOrder);
  const header: Uint8Array[] = [];
  let size = 0;
  for (const text of headerOf(rows, metadata)) {
    const bytes = encodeUtf8(text);
    header.push(bytes);
    size += bytes.length;
    if (size > HEADER_LIMIT) throw tooLong(size);
    yield NOTHING;
  }
  const length = Math.ceil(size / 8) * 8;
  if (length > HEADER_LIMIT) throw tooLong(length);
  const begin = new Uint8Array(8);
  new DataView(begin.buffer).setUint32(0, length, true);
  yield begin;
  yield* header;
  if (length > size) yield new Uint8Array(length - size).fill(0x20);
  for (const { length, pieces } of rows) if (length > 0) yield* pieces();
}

function rowOf([name, stored]: [string, Stored | InPieces]): Row {
  if (stored instanceof Uint8Array)
    return { name, type: BYTES, shape: [stored.length], length: stored.length, pieces: () => [stored] };
  const { dtype, shape } = stored;
  const kind = { name, type: names[dtype], shape };
  if (!(stored instanceof Tensor)) return { ...kind, length: stored.byteLength, pieces: () => stored.pieces() };
  const { buffer, byteOffset, byteLength } = stored.data;
  return { ...kind, length: byteLength, pieces: () => [new Uint8Array(buffer, byteOffset, byteLength)] };
}

/** As the reference implementation sorts them: wide types first, then by name. */
function inOrder(a: Row, b: Row): number {
  return order.indexOf(a.type) - order.indexOf(b.type) || byCodePoints(a.name, b.name);
}

function* headerOf(rows: readonly Row[], metadata: Metadata | undefined): Generator<string, void, undefined> {
  let separator = '{';
  if (metadata !== undefined) {
    yield `{"${METADATA}":`;
    yield* printMetadata(metadata);
    separator = ',';
  }
  let end = 0;
  for (const { name, type, shape, length } of rows) {
    if (name === METADATA)
      throw new ContractError('encodeSafetensors', `no tensor may be called ${METADATA}`, name, 'Rename it.');
    const offsets = [end, (end += length)];
    yield `${separator}${quoted(name)}:${JSON.stringify({ dtype: type, shape, data_offsets: offsets })}`;
    separator = ',';
  }
  yield separator === '{' ? '{}' : '}';
}

/** The reference implementation leaves the order of keys open; sorted, equal metadata gives equal bytes. */
function* printMetadata(metadata: Metadata): Generator<string, void, undefined> {
  const sorted = Object.entries(metadata).sort(([a], [b]) => byCodePoints(a, b));
  let separator = '{';
  for (const [key, value] of sorted) {
    yield `${separator}${quoted(key)}:"`;
    separator = ',';
    for (const part of typeof value === 'object' && value !== null ? value : [value]) yield quoted(part).slice(1, -1);
    yield '"';
  }
  yield separator === '{' ? '{}' : '}';
}

function quoted(text: string): string {
  if (typeof text !== 'string')
    throw new ContractError('encodeSafetensors', 'metadata must be strings', String(text), 'Write it as JSON.');
  if (/\p{Surrogate}/u.test(text))
    throw new ContractError(
      'encodeSafetensors',
      'names and metadata must be well-formed Unicode',
      JSON.stringify(text),
      'Look for half of a surrogate pair.',
    );
  return JSON.stringify(text);
}

/** As UTF-8 sorts, which is not as JavaScript does: the first difference decides, never between surrogates. */
function byCodePoints(a: string, b: string): number {
  for (let at = 0; at < a.length && at < b.length; at++) {
    const difference = a.codePointAt(at)! - b.codePointAt(at)!;
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function tooLong(length: number): ContractError {
  const requirement = `a header must have at most ${HEADER_LIMIT} bytes`;
  return new ContractError('encodeSafetensors', requirement, String(length), 'Write several files.');
}
