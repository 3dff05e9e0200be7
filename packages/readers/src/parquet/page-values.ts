import type { DataPageHeader, Encoding, SchemaElement } from 'hyparquet';
import { readDataPage } from 'hyparquet/src/datapage.js';
import type { RawValues } from '../columnar/raw-values.ts';
import { int32Deltas } from './int32-deltas.ts';
import { decodeRunLengths } from './run-lengths.ts';

/** The values of a page: themselves, or indices into a dictionary. */
export type PageValues =
  | { readonly indices: undefined; readonly values: RawValues }
  | { readonly indices: Int32Array; readonly values?: undefined };

/** The bytes of the values of a page. */
export interface EncodedValues {
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
