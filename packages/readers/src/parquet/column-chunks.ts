import { DataError } from '@thalweg/data';
import { reasonOf } from '@thalweg/tensor/engine';
import type { ColumnMetaData, DecodedArray, SchemaTree } from 'hyparquet';
import { assembleLists, assembleNested } from 'hyparquet/src/assemble.js';
import { DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { getMaxDefinitionLevel, getMaxRepetitionLevel, getTreePath } from 'hyparquet/src/schema.js';
import { type CellMaking, type Cells, checkRefused, spreadCells } from '../columnar/cells.ts';
import { mostUnpacked } from '../columnar/unpacking.ts';
import type { Compression } from './page-parts.ts';
import { type CellPage, PageReader, type PageSource } from './page-reader.ts';
import { storedTypeOf } from './stored-type-of.ts';

/** A column in one row group. */
export interface FlatChunkParts extends Omit<PageSource, 'convert' | 'depths' | 'values'> {
  readonly making: CellMaking;
  /** The name of the file. */
  readonly source: string;
  /** The row of the file at which the row group starts, and its number of rows. */
  readonly firstRow: number;
  readonly rows: number;
}

/** Reads the rows of a column that is neither nested nor repeated. It holds one decoded page at a time. */
export class FlatChunk implements ChunkDecoder {
  private readonly parts: FlatChunkParts;
  private readonly pages: PageReader;
  private page: CellPage | undefined;
  /** The row in the chunk, the row in the page, and the values of the page before that row. */
  private row = 0;
  private pageRow = 0;
  private pageValue = 0;

  constructor(parts: FlatChunkParts) {
    this.parts = parts;
    const definition = parts.element.repetition_type === 'REQUIRED' ? 0 : 1;
    const { convert } = parts.making;
    this.pages = new PageReader({ ...parts, convert, depths: { repetition: 0, definition }, values: parts.rows });
  }

  skip(rows: number): void {
    this.guarded(() => {
      for (let left = rows; left > 0;) left -= this.skipSome(left);
    });
  }

  fill(into: Cells, rows: number): void {
    this.guarded(() => {
      for (let filled = 0; filled < rows;) filled += this.fillSome(into, filled, rows - filled);
    });
  }

  private skipSome(most: number): number {
    const page = this.open(most);
    if (typeof page === 'number') {
      this.row += page;
      return page;
    }
    const rows = Math.min(most, page.rows - this.pageRow);
    const skipped = page.definition?.subarray(this.pageRow, this.pageRow + rows);
    this.advance(rows, skipped?.reduce((sum, one) => sum + one, 0) ?? rows);
    return rows;
  }

  private fillSome(into: Cells, at: number, most: number): number {
    const page = this.open(0) as CellPage;
    const { definition: present, indices, converted } = page;
    const { cells } = converted;
    const { missing } = this.parts.making;
    const rows = Math.min(most, page.rows - this.pageRow);
    const from = { row: this.pageRow, value: this.pageValue, rows };
    const values = spreadCells(into, at, { cells, indices, present, missing, ...from });
    this.check(page, rows);
    this.advance(rows, values);
    return rows;
  }

  /** Returns a page that has rows left, or the rows of one that was skipped. */
  private open(skippable: number): CellPage | number {
    if (this.page !== undefined && this.pageRow < this.page.rows) return this.page;
    const page = this.pages.next(skippable);
    this.page = typeof page === 'number' ? undefined : page;
    this.pageRow = this.pageValue = 0;
    return page;
  }

  private advance(rows: number, values: number): void {
    this.row += rows;
    this.pageRow += rows;
    this.pageValue += values;
  }

  private check({ indices, definition, converted }: CellPage, rows: number): void {
    const { source, making, firstRow } = this.parts;
    checkRefused(converted, {
      source,
      making,
      row: firstRow + this.row,
      rows,
      present: definition?.subarray(this.pageRow, this.pageRow + rows),
      indexOf: value => indices?.[this.pageValue + value] ?? this.pageValue + value,
    });
  }

  private guarded(read: () => void): void {
    try {
      read();
    } catch (cause) {
      if (cause instanceof DataError) throw cause;
      const { source, element, firstRow } = this.parts;
      throw damagedColumn({ source, column: element.name, row: firstRow + this.row, cause });
    }
  }
}

/** A nested column in one row group. */
interface NestedChunkParts {
  /** The name of the file. */
  readonly source: string;
  readonly making: CellMaking;
  /** Decodes the whole column. */
  readonly values: () => readonly unknown[];
  /** The row of the file at which the row group starts, and its number of rows. */
  readonly firstRow: number;
  readonly rows: number;
}

/** Reads the rows of a nested column, which is decoded as a whole when the first are asked for. */
export class NestedChunk implements ChunkDecoder {
  private readonly parts: NestedChunkParts;
  private values: readonly unknown[] | undefined;
  private row = 0;

  constructor(parts: NestedChunkParts) {
    this.parts = parts;
  }

  skip(rows: number): void {
    this.row += rows;
  }

  fill(into: Cells, rows: number): void {
    const { source, making, firstRow } = this.parts;
    this.values ??= this.decoded();
    const converted = making.convert(this.values.slice(this.row, this.row + rows));
    const row = firstRow + this.row;
    checkRefused(converted, { source, making, row, rows, present: undefined, indexOf: value => value });
    for (let i = 0; i < rows; i++) into[i] = converted.cells[i];
    this.row += rows;
  }

  private decoded(): readonly unknown[] {
    const { source, making, firstRow, rows } = this.parts;
    try {
      const values = this.parts.values();
      if (values.length !== rows) throw new Error(`${values.length} rows in place of ${rows}`);
      return values;
    } catch (cause) {
      throw damagedColumn({ source, column: making.name, row: firstRow, cause });
    }
  }
}

/** The values of a nested column in a row group that may take less than a byte each: all are decoded at once. */
const MOST_VALUES = 2 ** 22;

/** A column that holds values of the nested column. */
export interface NestedLeaf {
  readonly metadata: ColumnMetaData;
  readonly bytes: Uint8Array;
}

/**
 * Returns the values of a nested column in one row group: arrays and objects, whose leaves have their default types.
 *
 * - **Source** Melnik and others, "Dremel: Interactive Analysis of Web-Scale Datasets", 2010, §4
 */
export function nestedValues(
  tree: SchemaTree,
  leaves: readonly NestedLeaf[],
  { compressors }: Pick<Compression, 'compressors'>,
): readonly unknown[] {
  const root = { element: {}, children: [tree], path: [], count: 0 } as unknown as SchemaTree;
  const columns = new Map<string, DecodedArray>();
  for (const { metadata, bytes } of leaves) {
    const { path_in_schema: path, codec } = metadata;
    const count = Number(metadata.num_values);
    if (!(count <= MOST_VALUES + bytes.length)) throw new Error(`${count} values in ${bytes.length} bytes`);
    columns.set(path.join('.'), leafValues(getTreePath(root, path), { bytes, codec, compressors, values: count }));
  }
  if (tree.children.length > 0) assembleNested(columns, tree, DEFAULT_PARSERS);
  return Array.from(columns.get(tree.path.join('.'))!);
}

/** Returns the values of a leaf, in as many arrays as its levels say. */
function leafValues(path: SchemaTree[], leaf: Compression & Pick<PageSource, 'bytes' | 'values'>): unknown[] {
  const { element } = path.at(-1)!;
  const stored = storedTypeOf(element);
  const depths = { repetition: getMaxRepetitionLevel(path), definition: getMaxDefinitionLevel(path) };
  const pages = new PageReader({ ...leaf, element, depths, convert: stored.as[stored.type]! });
  const rows: unknown[] = [];
  const most = mostUnpacked(leaf.bytes.length);
  while (!pages.ended) {
    const page = pages.next(0) as CellPage;
    if (pages.unpacked > most) throw new Error(`pages of ${pages.unpacked} bytes in ${leaf.bytes.length}`);
    const definition = page.definition ?? new Uint8Array(page.rows).fill(depths.definition);
    const cells = cellsOf(page, stored.requirement ?? 'must be readable');
    assembleLists(rows, Array.from(definition), Array.from(page.repetition ?? []), cells, path);
  }
  return rows;
}

function cellsOf({ indices, converted: { cells, refused } }: CellPage, requirement: string): unknown[] {
  const [first] = refused?.entries() ?? [];
  if (first !== undefined && (indices === undefined || indices.includes(first[0])))
    throw new Error(`values that ${requirement}, got ${first[1]}`);
  return indices === undefined ? Array.from(cells as ArrayLike<unknown>) : Array.from(indices, index => cells[index]);
}

/** A column of a row group being read from front to back. */
export interface ChunkDecoder {
  skip(rows: number): void;
  /** Writes the cells of the next rows to the start of a column. */
  fill(into: Cells, rows: number): void;
}

/** A column that cannot be read, and the reason. */
interface DamagedColumn {
  readonly source: string;
  readonly column: string;
  /** The first row that cannot be read. */
  readonly row: number;
  readonly cause: unknown;
}

/** Returns the error about a column that cannot be decoded. */
function damagedColumn({ source, column, row, cause }: DamagedColumn): DataError {
  return new DataError(
    source,
    `column '${column}' must be readable from row ${row} on`,
    reasonOf(cause),
    'The file may be damaged: fetch or write it again, or leave the column out of columns.',
    { source, row, cause },
  );
}
