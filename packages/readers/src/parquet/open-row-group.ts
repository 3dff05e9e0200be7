import type { ColumnMetaData, RowGroup } from 'hyparquet';
import type { Start } from '../columnar/start-of.ts';
import { byteRanges } from './byte-ranges.ts';
import type { CellMaking } from '../columnar/cells.ts';
import type { ChunkReading } from './chunk-reading.ts';
import { FlatChunk } from './flat-chunk.ts';
import { nestedValues, type NestedLeaf } from './nested-values.ts';
import { NestedChunk } from './nested-chunk.ts';
import { isNested, type ParquetColumn } from './parquet-column.ts';
import type { ParquetFile } from './parquet-file.ts';
import { RowGroupReading } from './row-group-reading.ts';

/** A column with the way in which a reading makes its cells. */
export interface MadeColumn extends ParquetColumn {
  readonly making: CellMaking;
}

/** Fetches the columns of a row group, and returns what reads them from a row on. */
export async function openRowGroup(
  file: ParquetFile,
  columns: readonly MadeColumn[],
  { part, row, index }: Start,
): Promise<RowGroupReading> {
  const group = file.metadata.row_groups[part]!;
  const rows = Number(group.num_rows);
  const leaves = columns.map(({ name }) => leavesOf(group, name));
  const ranges = leaves.map(of => of.map(rangeOf));
  const fetched = [...(await byteRanges(file.access, ranges.flat()))];
  const readings = columns.map((column, i) => {
    const parts = leaves[i]!.map(metadata => ({ metadata, bytes: fetched.shift()! }));
    return { ...column, chunk: chunkOf(file, column, { leaves: parts, firstRow: index - row, rows }) };
  });
  const reading = new RowGroupReading(rows, readings);
  reading.skip(row);
  return reading;
}

interface ChunkParts {
  readonly leaves: readonly NestedLeaf[];
  readonly firstRow: number;
  readonly rows: number;
}

function chunkOf(
  file: ParquetFile,
  { tree, making }: MadeColumn,
  { leaves, firstRow, rows }: ChunkParts,
): ChunkReading {
  const { source, compressors } = file;
  const common = { source, making, firstRow, rows };
  if (isNested(tree)) return new NestedChunk({ ...common, values: () => nestedValues(tree, leaves, file) });
  const [{ metadata, bytes }] = leaves as readonly [NestedLeaf];
  return new FlatChunk({ ...common, bytes, element: tree.element, codec: metadata.codec, compressors });
}

function leavesOf(group: RowGroup, name: string): readonly ColumnMetaData[] {
  return group.columns.flatMap(({ meta_data }) => (meta_data!.path_in_schema[0] === name ? [meta_data!] : []));
}

function rangeOf(chunk: ColumnMetaData): readonly [from: number, to: number] {
  const start = chunk.dictionary_page_offset || chunk.data_page_offset;
  return [Number(start), Number(start + chunk.total_compressed_size)];
}
