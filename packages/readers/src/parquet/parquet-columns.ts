import type { ColumnMetaData, SchemaTree } from 'hyparquet';
import { isListLike } from 'hyparquet/src/schema.js';
import type { ColumnType } from '../schema/column-type.ts';
import { chosenColumns, type ColumnsOptions } from '../schema/columns-options.ts';
import { COLUMN_TYPES, possibleType } from '../columnar/possible-type.ts';
import { checkRange } from './check-range.ts';
import { isCategory } from './is-category.ts';
import { isNested, type ParquetColumn } from './parquet-column.ts';
import type { ParquetFile } from './parquet-file.ts';
import { plainValues } from '../columnar/stored/plain-values.ts';
import type { StoredType } from '../columnar/stored/stored-type.ts';
import { storedTypeOf } from './stored-type-of.ts';

/**
 * Returns the columns that are read, with their types.
 *
 * - **Throws** `DataError` for a name that does not exist, and for a type that a column cannot be read as
 */
export async function parquetColumns(file: ParquetFile, options: ColumnsOptions): Promise<readonly ParquetColumn[]> {
  const { source, columns } = file;
  const names = columns.map(({ element }) => element.name);
  const chosen = chosenColumns(options, { source, names, allowed: COLUMN_TYPES });
  const read = await Promise.all(
    chosen.map(async ({ at, name, type: asked }) => {
      const tree = columns[at]!;
      const stored = isNested(tree) ? plainValues(nestedType(tree)) : storedTypeOf(tree.element);
      const metadata = metadataOf(file, name);
      const type = await defaultType(file, stored, metadata);
      const column = { name, type, tree, stored, missing: missingIn(tree, metadata) };
      return asked === undefined ? column : { ...column, type: possibleType(source, column, asked) };
    }),
  );
  for (const column of read) checkRange(file, column);
  return read;
}

function metadataOf({ metadata }: ParquetFile, name: string): readonly ColumnMetaData[] {
  return metadata.row_groups.flatMap(group =>
    group.columns.flatMap(({ meta_data }) => (meta_data?.path_in_schema[0] === name ? [meta_data] : [])),
  );
}

function nestedType(tree: SchemaTree): 'list' | 'object' {
  return tree.element.repetition_type === 'REPEATED' || isListLike(tree) ? 'list' : 'object';
}

async function defaultType(
  file: ParquetFile,
  stored: StoredType,
  [first]: readonly ColumnMetaData[],
): Promise<ColumnType> {
  const isText = stored.type === 'text' && first !== undefined;
  return isText && (await isCategory(file, first)) ? 'category' : stored.type;
}

function missingIn({ element, children }: SchemaTree, chunks: readonly ColumnMetaData[]): boolean | undefined {
  if (children.length > 0) return undefined;
  if (element.repetition_type === 'REQUIRED') return false;
  const counts = chunks.map(({ statistics }) => statistics?.null_count);
  if (counts.some(count => count !== undefined && count > 0n)) return true;
  return counts.every(count => count !== undefined) ? false : undefined;
}
