import type { TypedArray } from '@thalweg/tensor';
import { keyOf, type CategoryKey } from '../columns/category-key.ts';
import { columnIn } from './column-in.ts';
import type { Table } from '@thalweg/data';

/** The categories of a column: codes into a list, −1 for missing, or one for each row. */
export type KeysIn =
  | { readonly codes: Int32Array; readonly categories: readonly string[] }
  | { readonly at: (row: number) => CategoryKey };

/** Returns the categories of the rows of a column. */
export function keysIn(table: Table, name: string): KeysIn {
  const { data, categories } = columnIn(table, name);
  if (categories !== undefined) return { codes: data as Int32Array, categories };
  if (Array.isArray(data)) return { at: row => keyOf(name, data[row]) };
  const numbers = data as TypedArray;
  return { at: row => (numbers[row] === numbers[row] ? numbers[row]! : null) };
}
