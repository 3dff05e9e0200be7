import { DataError } from '@thalweg/data';
import { parquetMetadataAsync, parquetSchema, type Compressors, type FileMetaData, type SchemaTree } from 'hyparquet';
import type { ByteSource, RandomAccess } from '../source/byte-source.ts';
import { randomAccess } from '../source/random-access.ts';
import { getPhysicalColumns } from 'hyparquet/src/schema.js';
import { decompressors } from './decompressors.ts';

/** A Parquet file whose metadata were read. */
export interface ParquetFile {
  /** The name of the file. */
  readonly source: string;
  readonly access: RandomAccess;
  readonly metadata: FileMetaData;
  /** The columns, with those that nest in them. */
  readonly columns: readonly SchemaTree[];
  readonly compressors: Compressors;
}

/**
 * Reads the metadata at the end of a Parquet file.
 *
 * - **Throws** `DataError` for what is no Parquet file, or a damaged one
 */
export async function parquetFile(source: ByteSource): Promise<ParquetFile> {
  const access = await randomAccess(source);
  const metadata = await metadataOf(source.name, access);
  const codecs = metadata.row_groups.flatMap(group => group.columns.map(column => column.meta_data!.codec));
  const compressors = await decompressors(new Set(codecs));
  return { source: source.name, access, metadata, columns: parquetSchema(metadata).children, compressors };
}

async function metadataOf(source: string, access: RandomAccess): Promise<FileMetaData> {
  try {
    if (access.size < 12) throw new Error(`${access.size} bytes`);
    const slice = async (from: number, to = access.size): Promise<ArrayBuffer> =>
      (await access.slice(from, to)).slice().buffer as ArrayBuffer;
    const metadata = await parquetMetadataAsync({ byteLength: access.size, slice }, { geoparquet: false });
    checkWhole(metadata, access.size);
    return metadata;
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    throw new DataError(
      source,
      'the file must be Parquet, with its metadata at the end',
      cause instanceof Error ? cause.message : String(cause),
      'Check that it is Parquet and was written and fetched to its end.',
      { source, cause },
    );
  }
}

/** Refuses what lies elsewhere: in another file, past the end of this one, or behind a key. */
function checkWhole(metadata: FileMetaData, size: number): void {
  const leaves = getPhysicalColumns(parquetSchema(metadata));
  let rows = 0n;
  for (const group of metadata.row_groups) {
    rows += group.num_rows;
    if (group.columns.length !== leaves.length) throw new Error(`a row group of ${group.columns.length} columns`);
    for (const [i, { file_path, meta_data }] of group.columns.entries()) {
      if (file_path) throw new Error(`a column in another file, ${file_path}`);
      if (meta_data === undefined) throw new Error('an encrypted column');
      if (meta_data.path_in_schema.join('.') !== leaves[i])
        throw new Error(`no column ${meta_data.path_in_schema.join('.')}`);
      const start = Number(meta_data.dictionary_page_offset || meta_data.data_page_offset);
      const length = Number(meta_data.total_compressed_size);
      if (!(start >= 0 && length >= 0 && start + length <= size)) throw new Error('a column that is cut off');
    }
  }
  if (rows !== metadata.num_rows) throw new Error(`${rows} rows in row groups, ${metadata.num_rows} in all`);
}
