import { DataError } from '@thalweg/data';
import type { ColumnType } from '../schema/column-type.ts';
import { Categories, type CellMaking, type Converted, type RawValues, type StoredType } from './cells.ts';

/** A column that is to be made of stored values. */
export interface StoredColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** The type of its values in the file. */
  readonly stored: StoredType;
}

/** Returns how a reading makes the cells of a column. Categories are counted by each reading anew. */
export function cellMaking(source: string, { name, type, stored }: StoredColumn): CellMaking {
  const { requirement = 'must be readable', advice = 'Leave the column out of columns.' } = stored;
  const words = { name, type, requirement, advice };
  if (type === 'category') {
    const categories = new Categories(source, name);
    const convert = (values: RawValues): Converted => coded(stored.as.text!(values), categories);
    return { ...words, missing: -1, categories, array: rows => new Int32Array(rows), convert };
  }
  const numeric = type === 'number' || type === 'integer' || type === 'date';
  return {
    ...words,
    missing: numeric ? NaN : null,
    array: rows => (numeric ? new Float64Array(rows) : new Array<unknown>(rows)),
    convert: values => stored.as[type]!(values),
  };
}

function coded({ cells, ...refused }: Converted, categories: Categories): Converted {
  return { cells: categories.codes((cells as readonly (string | null)[]).map(cell => cell ?? '')), ...refused };
}

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

/** Nested values. They become arrays and plain objects; whole numbers become numbers, missing values `null`. */
export function plainValues(type: ColumnType & ('list' | 'object')): StoredType {
  return {
    type,
    as: { [type]: plainCells },
    requirement: 'must hold whole numbers within ±2^53, which numbers hold exactly',
    advice: 'Nested values cannot be bigints: leave the column out of columns.',
  };
}

function plainCells(values: ArrayLike<unknown>): Converted {
  const refused = new Map<number, string>();
  const cells = Array.from(values, (value, row) => plain(value, large => void refused.set(row, String(large))));
  return refused.size > 0 ? { cells, refused } : { cells };
}

function plain(value: unknown, refuse: (large: bigint) => void): unknown {
  if (typeof value === 'bigint') {
    if (value > 2n ** 53n || value < -(2n ** 53n)) refuse(value);
    return Number(value);
  }
  if (typeof value !== 'object' || value === null) return value ?? null;
  if (value instanceof Uint8Array) return value.slice();
  if (ArrayBuffer.isView(value) || Array.isArray(value))
    return Array.from(value as unknown as ArrayLike<unknown>, part => plain(part, refuse));
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return Object.fromEntries(entries.map(([name, part]: [unknown, unknown]) => [String(name), plain(part, refuse)]));
}
