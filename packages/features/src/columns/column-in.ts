import { DataError, type Table, type TableColumn } from '@thalweg/data';
import type { TypedArray } from '@thalweg/tensor';
import { suggestion } from '@thalweg/tensor/engine';
import { type CategoryKey, keyOf, numberOf } from './cells.ts';

/** Returns a column of scalars of a table. Throws `DataError` if there is none, with the name that was meant. */
function columnIn(table: Table, name: string): TableColumn {
  const column = Object.hasOwn(table.columns, name) ? table.columns[name] : undefined;
  if (column === undefined) throw noField(name, Object.keys(table.columns));
  if (column.shape.length === 0) return column;
  throw new DataError(`column ${name}`, 'a cell must be one value', `cells of [${column.shape.join(', ')}]`, KEEP);
}

const KEEP = 'Leave it to the model: fields that no transform reads are kept.';

/** Returns the error for a field that is not there. */
export function noField(name: string, names: readonly string[]): DataError {
  return new DataError(
    'columnTransformer',
    `there must be a field '${name}'`,
    names.length === 0 ? 'no fields' : `the fields ${names.slice(0, 20).join(', ')}${names.length > 20 ? ', …' : ''}`,
    `${suggestion(name, names)} Or name the field to read with { from }.`,
  );
}

/** The categories of a column: codes into a list, −1 for missing, or one for each row. */
type KeysIn =
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
