import type { Table, TableColumn } from '@thalweg/data';
import type { ColumnMetaData, RowGroup } from 'hyparquet';
import type { CellMaking } from '../columnar/cells.ts';
import type { PartReading, Start } from '../columnar/part-tables.ts';
import { dtypeOf } from '../schema/dtype-of.ts';
import type { RandomAccess } from '../source/byte-source.ts';
import { type ChunkReading, FlatChunk, NestedChunk, type NestedLeaf, nestedValues } from './column-chunks.ts';
import { isNested, type ParquetColumn, type ParquetFile } from './parquet-file.ts';

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

/** A column of a row group being read. */
interface ColumnReading {
  readonly name: string;
  readonly making: CellMaking;
  readonly chunk: ChunkReading;
}

/** Reads a row group, block by block. */
class RowGroupReading implements PartReading {
  private readonly rows: number;
  private readonly columns: readonly ColumnReading[];
  private done = 0;

  constructor(rows: number, columns: readonly ColumnReading[]) {
    this.rows = rows;
    this.columns = columns;
  }

  /** Leaves out rows. */
  skip(rows: number): void {
    for (const { chunk } of this.columns) chunk.skip(rows);
    this.done += rows;
  }

  /** Returns the next rows; `undefined` at the end. */
  next(most: number): Table | undefined {
    const rows = Math.min(most, this.rows - this.done);
    if (rows === 0) return undefined;
    const columns = this.columns.map(({ name, making, chunk }) => [name, columnOf(making, chunk, rows)] as const);
    this.done += rows;
    return { rows, columns: Object.fromEntries(columns) };
  }
}

function columnOf(making: CellMaking, chunk: ChunkReading, rows: number): TableColumn {
  const data = making.array(rows);
  chunk.fill(data, rows);
  const dtype = data instanceof Float64Array ? dtypeOf(making.type) : undefined;
  // The list of categories is complete only after the rows were read.
  const { categories } = making;
  return { data, shape: [], dtype, ...(categories === undefined ? {} : { categories: categories.names }) };
}

type Range = readonly [from: number, to: number];

/** Bytes between two ranges that are worth reading to save a request. */
const GAP = 1 << 16;

/** Returns the bytes of ranges. Ranges that lie next to each other are read at once. */
async function byteRanges(access: RandomAccess, ranges: readonly Range[]): Promise<readonly Uint8Array[]> {
  const runs: (readonly [from: number, to: number])[] = [];
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = runs.at(-1);
    if (last !== undefined && from - last[1] <= GAP) runs[runs.length - 1] = [last[0], Math.max(last[1], to)];
    else runs.push([from, to]);
  }
  const read = await Promise.all(runs.map(([from, to]) => access.slice(from, to)));
  return ranges.map(([from, to]) => {
    const at = runs.findIndex(run => run[0] <= from && to <= run[1]);
    return read[at]!.subarray(from - runs[at]![0], to - runs[at]![0]);
  });
}
