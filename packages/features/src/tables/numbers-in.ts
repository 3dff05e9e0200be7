import { DataError } from '@thalweg/data';
import type { TypedArray } from '@thalweg/tensor';
import { numberOf } from '../columns/number-of.ts';
import { columnIn } from './column-in.ts';
import type { Table } from '@thalweg/data';

/** Returns the numbers of a column, one for each row. Throws `DataError` for texts. */
export function numbersIn(table: Table, name: string): TypedArray {
  const { data, categories } = columnIn(table, name);
  if (categories !== undefined)
    throw new DataError(
      `column ${name}`,
      'it must have numbers',
      'categories',
      'Read it as numbers, or use oneHot(), hash() or another transform of categories.',
    );
  if (!Array.isArray(data)) return data as TypedArray;
  const numbers = new Float64Array(table.rows);
  for (let row = 0; row < numbers.length; row++) numbers[row] = numberOf(name, data[row]);
  return numbers;
}
