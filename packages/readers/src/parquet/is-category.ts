import { parquetHeader } from 'hyparquet/src/column.js';
import type { ColumnMetaData } from 'hyparquet';
import { checkThrift } from './check-thrift.ts';
import { HEADER_MEMORY } from './page-reader.ts';
import type { ParquetFile } from './parquet-file.ts';

/** A dictionary with more entries holds no categories. */
const MOST = 1 << 16;

/** The bytes that the header of a dictionary may have. */
const HEADER = 256;

/**
 * True if the texts of a column are categories: if its first row group has a dictionary, with at most half as many entries as
 * rows, and at most 65,536.
 */
export async function isCategory({ access }: ParquetFile, first: ColumnMetaData): Promise<boolean> {
  const start = Number(first.dictionary_page_offset || first.data_page_offset);
  const bytes = await access.slice(start, Math.min(start + HEADER, access.size));
  const entries = dictionarySize(bytes);
  return entries !== undefined && entries <= Math.min(MOST, Number(first.num_values) / 2);
}

/** The header of a page of data may be longer than the bytes that were read; it is no dictionary then. */
function dictionarySize(bytes: Uint8Array): number | undefined {
  try {
    checkThrift(bytes, 0, HEADER_MEMORY);
    const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
    return parquetHeader(reader).dictionary_page_header?.num_values;
  } catch {
    return undefined;
  }
}
