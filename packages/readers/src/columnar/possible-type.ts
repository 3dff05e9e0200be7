import { DataError } from '@thalweg/data';
import type { ColumnType } from '../schema/column-type.ts';
import type { StoredColumn } from './cell-making.ts';

/** The types that columns of binary files may have. */
export const COLUMN_TYPES: readonly ColumnType[] = [
  'number',
  'integer',
  'boolean',
  'date',
  'text',
  'category',
  'bigint',
  'list',
  'object',
];

/**
 * Returns the type that was asked for.
 *
 * - **Throws** `DataError` if the column cannot be read as this type
 */
export function possibleType(source: string, column: StoredColumn, asked: ColumnType): ColumnType {
  const { name, type, stored } = column;
  const possible = new Set<string>([type, ...Object.keys(stored.as), ...(stored.as.text ? ['category'] : [])]);
  if (possible.has(asked)) return asked;
  const list = [...possible].join("', '");
  const advice = possible.size > 1 ? `Choose from '${list}'.` : `It can be read only as '${list}'.`;
  throw new DataError(source, `column '${name}' must be readable as its type`, `'${asked}'`, advice, { source });
}
