import { ContractError } from '../contract-error.ts';
import type { DType } from '../dtype.ts';
import type { Tensor } from '../tensor.ts';
import { HEADER_LIMIT, METADATA } from './header.ts';
import { encodeUtf8 } from './utf8.ts';

/** The format's names of our dtypes, in the order in which a file has them. */
const names: Readonly<Record<DType, string>> = { float64: 'F64', float32: 'F32', int32: 'I32', bool: 'BOOL' };
const order = /* @__PURE__ */ Object.keys(names);

/**
 * Returns the bytes of a safetensors file, as the reference implementation writes it: wide dtypes first, then by name.
 * Equal tensors and metadata give equal bytes.
 *
 * - **Throws** {@link ContractError} for a tensor called `__metadata__`, a name that is not well-formed Unicode,
 *   metadata that is no string, and a header above 100 MB
 * - **Source** the format's description and its reference implementation, huggingface/safetensors 0.5
 *
 * @example
 * encodeSafetensors({ w: tensor([1, 2]) }, { made: 'by hand' })
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, Tensor>>,
  metadata?: Readonly<Record<string, string>>,
): Uint8Array {
  const sorted = Object.entries(tensors).sort(
    ([a, { dtype }], [b, other]) => order.indexOf(dtype) - order.indexOf(other.dtype) || byCodePoints(a, b),
  );
  const fields = metadata === undefined ? [] : [`"${METADATA}":${printMetadata(metadata)}`];
  let end = 0;
  for (const [name, { dtype, shape, data }] of sorted) {
    if (name === METADATA)
      throw new ContractError('encodeSafetensors', `no tensor may be called ${METADATA}`, name, 'Rename it.');
    const offsets = [end, (end += data.byteLength)];
    fields.push(`${quoted(name)}:${JSON.stringify({ dtype: names[dtype], shape, data_offsets: offsets })}`);
  }
  const header = encodeUtf8(`{${fields.join(',')}}`);
  const length = Math.ceil(header.length / 8) * 8;
  if (length > HEADER_LIMIT)
    throw new ContractError(
      'encodeSafetensors',
      `a header must have at most ${HEADER_LIMIT} bytes`,
      String(length),
      'Write several files.',
    );

  const bytes = new Uint8Array(8 + length + end);
  new DataView(bytes.buffer).setUint32(0, length, true);
  bytes.set(header, 8);
  bytes.fill(0x20, 8 + header.length, 8 + length);
  let at = 8 + length;
  for (const [, { data }] of sorted) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/** The reference implementation leaves the order of keys open; sorted, equal metadata gives equal bytes. */
function printMetadata(metadata: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(metadata).sort(([a], [b]) => byCodePoints(a, b));
  return `{${sorted.map(([key, value]) => `${quoted(key)}:${quoted(value)}`).join(',')}}`;
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
