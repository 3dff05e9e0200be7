import type { CompressionCodec, Compressors, DataPageHeader, Encoding, PageHeader, SchemaElement } from 'hyparquet';
import { decompressPage, readDataPage } from 'hyparquet/src/datapage.js';
import { deltaBinaryUnpack } from 'hyparquet/src/delta.js';
import { readVarInt, readZigZagBigInt } from 'hyparquet/src/thrift.js';
import type { RawValues } from '../columnar/cells.ts';
import { mostUnpacked } from '../columnar/unpacking.ts';

/** The compression of the pages of a column. */
export interface Compression {
  readonly codec: CompressionCodec;
  readonly compressors: Compressors;
}

/** The highest levels of a column: 0 and 1 if its values may be missing, 0 and 0 if none may. */
export interface Depths {
  readonly repetition: number;
  readonly definition: number;
}

/** The parts of a page after decompression. */
export interface PageParts {
  /** The number of values, those that are missing included. */
  readonly count: number;
  readonly encoding: Encoding;
  /** Repetition levels, run-length encoded; `undefined` if nothing repeats. */
  readonly repetition: Uint8Array | undefined;
  /** Definition levels, run-length encoded; `undefined` if nothing is missing. */
  readonly definition: Uint8Array | undefined;
  readonly body: Uint8Array;
}

/**
 * Returns the bytes of a page, decompressed.
 *
 * - **Throws** `Error` for a size that its bytes cannot have
 */
export function decompressed(bytes: Uint8Array, size: number, { codec, compressors }: Compression): Uint8Array {
  if (!(size >= 0 && size <= mostUnpacked(bytes.length))) throw new Error(`a page of ${size} bytes in ${bytes.length}`);
  return decompressPage(bytes, size, codec, compressors);
}

/** Returns the parts of a data page of either version. */
export function pageParts(bytes: Uint8Array, header: PageHeader, column: Compression & { depths: Depths }): PageParts {
  return header.type === 'DATA_PAGE' ? firstVersion(bytes, header, column) : secondVersion(bytes, header, column);
}

/** Levels are compressed with the values, and follow their length. */
function firstVersion(bytes: Uint8Array, header: PageHeader, column: Compression & { depths: Depths }): PageParts {
  const { num_values: count, encoding } = header.data_page_header!;
  const page = decompressed(bytes, header.uncompressed_page_size, column);
  let at = 0;
  const levels = (depth: number): Uint8Array | undefined => {
    if (depth === 0) return undefined;
    const start = at + 4;
    at = start + new DataView(page.buffer, page.byteOffset).getUint32(at, true);
    return page.subarray(start, at);
  };
  const repetition = levels(column.depths.repetition);
  const definition = levels(column.depths.definition);
  return { count, encoding, repetition, definition, body: page.subarray(at) };
}

/** Levels stand before the values, as they are. */
function secondVersion(bytes: Uint8Array, header: PageHeader, column: Compression & { depths: Depths }): PageParts {
  const second = header.data_page_header_v2!;
  const start = second.repetition_levels_byte_length;
  const end = start + second.definition_levels_byte_length;
  const body = bytes.subarray(end);
  const size = header.uncompressed_page_size - end;
  const { repetition, definition } = column.depths;
  return {
    count: second.num_values,
    encoding: second.encoding,
    repetition: repetition === 0 ? undefined : bytes.subarray(0, start),
    definition: definition === 0 ? undefined : bytes.subarray(start, end),
    // A page without values may have no bytes, which no codec would take.
    body: second.is_compressed === false || size === 0 ? body : decompressed(body, size, column),
  };
}

/** The values of a page: themselves, or indices into a dictionary. */
type PageValues =
  | { readonly indices: undefined; readonly values: RawValues }
  | { readonly indices: Int32Array; readonly values?: undefined };

/** The bytes of the values of a page. */
interface EncodedValues {
  /** The number of values; missing ones have no bytes. */
  readonly count: number;
  readonly encoding: Encoding;
  readonly body: Uint8Array;
}

/** Decodes the values of a page. */
export function pageValues({ count, encoding, body }: EncodedValues, element: SchemaElement): PageValues {
  if (count === 0) return { indices: undefined, values: [] };
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  if (encoding === 'PLAIN_DICTIONARY' || encoding === 'RLE_DICTIONARY') return { indices: indicesOf(body, count) };
  if (encoding === 'DELTA_BINARY_PACKED' && element.type === 'INT32')
    return { indices: undefined, values: int32Deltas(view, count) };
  const header = { num_values: count, encoding } as DataPageHeader;
  const decoder = { type: element.type, element, schemaPath: REQUIRED } as unknown as Parameters<
    typeof readDataPage
  >[2];
  return { indices: undefined, values: readDataPage(body, header, decoder).dataPage };
}

/** The path to a column without levels: they were read before. */
const REQUIRED = [0, 1].map(() => ({ element: { repetition_type: 'REQUIRED' } }));

function indicesOf(body: Uint8Array, count: number): Int32Array {
  const indices = new Int32Array(count);
  const width = body[0] ?? 0;
  if (width > 0) decodeRunLengths(body.subarray(1), width, indices);
  return indices;
}

/** Returns levels of at most `most`, which are run-length encoded. */
export function levelsOf(bytes: Uint8Array, count: number, most: number): Uint8Array {
  const levels = new Uint8Array(count);
  decodeRunLengths(bytes, 32 - Math.clz32(most), levels);
  return levels;
}

/** True if levels of 0 and 1 are a single run of ones, as they mostly are. */
export function isOneRun(bytes: Uint8Array, count: number): boolean {
  let header = 0;
  for (let at = 0; at < Math.min(5, bytes.length); at++) {
    header += (bytes[at]! & 127) * 128 ** at;
    if (bytes[at]! < 128) return header % 2 === 0 && header / 2 >= count && bytes[at + 1] === 1;
  }
  return false;
}

/**
 * Decodes small whole numbers that are stored as runs of one value and as packed bits, until `into` is full.
 *
 * - **Throws** `Error` if the bytes end before
 * - **Source** Parquet, "Run Length Encoding / Bit-Packing Hybrid"
 */
export function decodeRunLengths(bytes: Uint8Array, width: number, into: Uint8Array | Int32Array): void {
  if (width > 32) throw new Error(`numbers of ${width} bits`);
  let at = 0;
  let filled = 0;
  while (filled < into.length) {
    let header = 0;
    for (let scale = 1, byte = 128; byte > 127; scale *= 128) {
      byte = bytes[at++] ?? ended();
      header += (byte & 127) * scale;
    }
    const left = into.length - filled;
    if (header % 2 === 1) {
      const groups = (header - 1) / 2;
      const count = Math.min(8 * groups, left);
      unpackBits(bytes.subarray(at), width, into.subarray(filled, filled + count));
      at += groups * width;
      filled += count;
    } else {
      const count = Math.min(header / 2, left);
      let value = 0;
      for (let shift = 0; shift < width; shift += 8) value |= (bytes[at++] ?? ended()) << shift;
      into.fill(value, filled, filled + count);
      filled += count;
    }
  }
}

/** Decodes numbers of `width` bits each, the least significant bit first. */
function unpackBits(bytes: Uint8Array, width: number, into: Uint8Array | Int32Array): void {
  if (Math.ceil((into.length * width) / 8) > bytes.length) ended();
  if (width > 24) return unpackWide(bytes, width, into);
  const mask = (1 << width) - 1;
  let at = 0;
  let bits = 0;
  let held = 0;
  for (let i = 0; i < into.length; i++) {
    for (; held < width; held += 8) bits |= bytes[at++]! << held;
    into[i] = bits & mask;
    bits >>>= width;
    held -= width;
  }
}

/** The same for numbers that need more bits than shifts have. */
function unpackWide(bytes: Uint8Array, width: number, into: Uint8Array | Int32Array): void {
  const range = 2 ** width;
  let at = 0;
  let bits = 0;
  let held = 0;
  for (let i = 0; i < into.length; i++) {
    for (; held < width; held += 8) bits += bytes[at++]! * 2 ** held;
    into[i] = bits % range;
    bits = Math.floor(bits / range);
    held -= width;
  }
}

function ended(): never {
  throw new Error('a page that ends too early');
}

/**
 * Returns whole numbers of 32 bits that are stored as differences. Writers may store the first value, from which all others
 * follow, in 33 bits, of which hyparquet reads 32.
 */
function int32Deltas(view: DataView, count: number): Int32Array {
  const values = new Int32Array(count);
  deltaBinaryUnpack({ view, offset: 0 }, count, values);
  const off = firstValue(view) - values[0]!;
  if (off !== 0) for (let i = 0; i < count; i++) values[i]! += off;
  return values;
}

function firstValue(view: DataView): number {
  const reader = { view, offset: 0 };
  // The sizes of a block and of its parts, and the number of values.
  for (let i = 0; i < 3; i++) readVarInt(reader);
  return Number(BigInt.asIntN(32, readZigZagBigInt(reader)));
}
