import type { CompressionCodec, Compressors, Encoding, PageHeader } from 'hyparquet';
import { decompressPage } from 'hyparquet/src/datapage.js';
import { mostUnpacked } from '../columnar/unpacked-size.ts';

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
