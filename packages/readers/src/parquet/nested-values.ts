import type { ColumnMetaData, DecodedArray, SchemaTree } from 'hyparquet';
import { assembleLists, assembleNested } from 'hyparquet/src/assemble.js';
import { DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { getMaxDefinitionLevel, getMaxRepetitionLevel, getTreePath } from 'hyparquet/src/schema.js';
import { mostUnpacked } from '../columnar/unpacked-size.ts';
import { PageReader, type CellPage, type PageSource } from './page-reader.ts';
import type { Compression } from './page-parts.ts';
import { storedTypeOf } from './stored-type-of.ts';

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
