import { DataError } from '@thalweg/data';
import { reasonOf } from '@thalweg/tensor/engine';
import {
  type CompressionCodec,
  type Compressors,
  type FileMetaData,
  parquetMetadata,
  parquetSchema,
  type SchemaElement,
  type SchemaTree,
} from 'hyparquet';
import { getPhysicalColumns } from 'hyparquet/src/schema.js';
import type { StoredColumn } from '../columnar/cell-making.ts';
import { zstdDecoder } from '../columnar/unpacking.ts';
import type { ByteSource, RandomAccess } from '../source/byte-source.ts';
import { randomAccess } from '../source/random-access.ts';
import { checkThrift } from './check-thrift.ts';

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

/** The bytes of a file's metadata, at most: ten times those of the widest tables that people write. */
const MOST_BYTES = 2 ** 27;

/** The memory that metadata may take whatever the size of the file, and for each byte of the file besides. */
const MEMORY = 2 ** 26;

const MEMORY_PER_BYTE = 4;

/** The number and the magic at the end of a file. */
const TAIL = 8;

const MAGIC = 'PAR1';

/** Levels of columns in columns, at most; each list takes two. */
const DEPTH = 64;

/** The digits after the point, at most; a decimal of 32 bytes has 76 in all. */
const SCALE = 1000;

async function metadataOf(source: string, access: RandomAccess): Promise<FileMetaData> {
  try {
    const bytes = await footerBytes(access);
    checkThrift(bytes.subarray(0, -TAIL), 0, MEMORY + MEMORY_PER_BYTE * access.size);
    const metadata = parquetMetadata(bytes, { geoparquet: false });
    checkTree(metadata.schema);
    checkWhole(metadata, access.size);
    return metadata;
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    throw new DataError(
      source,
      'the file must be Parquet, with its metadata at the end',
      reasonOf(cause),
      'Check that it is Parquet and was written and fetched to its end.',
      { source, cause },
    );
  }
}

/** Returns the metadata, and the length and the magic that follow. No length is trusted before it is compared with the size. */
async function footerBytes(access: RandomAccess): Promise<Uint8Array> {
  const { size } = access;
  if (size < 12) throw new Error(`${size} bytes`);
  const end = await access.slice(Math.max(0, size - PROBE), size);
  const tail = end.subarray(-TAIL);
  const magic = String.fromCharCode(...tail.subarray(4));
  if (magic !== MAGIC) throw new Error(`'${magic.replace(/[^ -~]/g, '.')}' at the end`);
  const length = new DataView(tail.buffer, tail.byteOffset).getUint32(0, true);
  if (length > size - TAIL) throw new Error(`metadata of ${length} bytes in a file of ${size}`);
  if (length > MOST_BYTES) throw new Error(`metadata of ${length} bytes, of which at most ${MOST_BYTES} are read`);
  const wanted = length + TAIL;
  // The copy keeps the rest of the file out of memory.
  return wanted <= end.length ? end.slice(-wanted) : access.slice(size - wanted, size);
}

/** The bytes at the end that are read at once: they hold the metadata of most files. */
const PROBE = 2 ** 19;

/** Refuses columns that have no names or lie too deep, before a tree is made of them. */
function checkTree(schema: readonly SchemaElement[]): void {
  /** The numbers of children that are still to come, from the root on. */
  const open: number[] = [];
  for (const { name, type, num_children: children = 0, scale = 0, logical_type: logical } of schema) {
    while (open.at(-1) === 0) open.pop();
    if (open.length > 0) open[open.length - 1]!--;
    if (typeof name !== 'string') throw new Error('a column without a name');
    if (children === 0 && type === undefined && open.length > 0)
      throw new Error(`column '${name.slice(0, 40)}' without a type`);
    if (!(Number.isSafeInteger(children) && children >= 0 && children < schema.length))
      throw new Error(`a column of ${children} columns`);
    const digits = logical?.type === 'DECIMAL' ? Math.max(scale, logical.scale) : scale;
    if (!(Math.abs(digits) <= SCALE)) throw new Error(`decimals with ${digits} digits after the point`);
    if (open.length > DEPTH) throw new Error(`columns in columns, ${open.length} levels deep`);
    open.push(children);
  }
  if (open.some(left => left > 0) || schema.length === 0) throw new Error('fewer columns than the schema says');
}

/** Refuses what lies elsewhere: in another file, past the end of this one, or behind a key. */
function checkWhole(metadata: FileMetaData, size: number): void {
  const leaves = getPhysicalColumns(parquetSchema(metadata));
  let rows = 0;
  for (const group of metadata.row_groups) {
    rows += countOf(group.num_rows, 'rows');
    if (group.columns.length !== leaves.length) throw new Error(`a row group of ${group.columns.length} columns`);
    for (const [i, { file_path, meta_data }] of group.columns.entries()) {
      if (file_path) throw new Error(`a column in another file, ${file_path.slice(0, 40)}`);
      if (meta_data === undefined) throw new Error('an encrypted column');
      const path = meta_data.path_in_schema.join('.');
      if (path !== leaves[i]) throw new Error(`no column ${path.slice(0, 40)}`);
      countOf(meta_data.num_values, 'values');
      const start = meta_data.dictionary_page_offset || meta_data.data_page_offset;
      const end = countOf(start, 'bytes') + countOf(meta_data.total_compressed_size, 'bytes');
      if (end > size) throw new Error('a column that is cut off');
    }
  }
  if (rows !== countOf(metadata.num_rows, 'rows'))
    throw new Error(`${rows} rows in row groups, ${metadata.num_rows} in all`);
}

/** Returns a number of 64 bits as the count that it must be. Files may hold one of another kind in its place. */
function countOf(value: unknown, of: string): number {
  const count = typeof value === 'bigint' ? Number(value) : NaN;
  if (count >= 0 && Number.isSafeInteger(count)) return count;
  throw new Error(`${String(value).slice(0, 40)} ${of}`);
}

/** A column that is read. */
export interface ParquetColumn extends StoredColumn {
  readonly tree: SchemaTree;
  /** True if values are missing, `undefined` if the file does not say. */
  readonly missing: boolean | undefined;
}

/** True if a column nests others, or repeats. */
export function isNested({ children, element }: SchemaTree): boolean {
  return children.length > 0 || element.repetition_type === 'REPEATED';
}

/**
 * Returns the decompressors that a file needs. They are loaded only now: they start WebAssembly modules, which an import
 * alone should not do.
 */
async function decompressors(codecs: ReadonlySet<CompressionCodec>): Promise<Compressors> {
  const others = [...codecs].some(codec => codec !== 'UNCOMPRESSED' && codec !== 'ZSTD');
  const compressors = others ? (await import('hyparquet-compressors')).compressors : {};
  return codecs.has('ZSTD') ? { ...compressors, ZSTD: await zstdDecoder() } : compressors;
}
