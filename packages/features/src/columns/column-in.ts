import { DataError, type Table, type TableColumn } from '@thalweg/data';
import type { TypedArray } from '@thalweg/tensor';
import { suggestion } from '@thalweg/tensor/engine';
import { type CategoryKey, keyOf, numberOf } from './cells.ts';
import type { Found } from './column-transform.ts';

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

/** The features of the categories of a list, by their codes; those of a missing one come last. */
export interface FoundByCode {
  readonly indices: Int32Array;
  readonly values: Float64Array;
}

/** Finds the feature of each category of a list once, as long as the list stays the same. */
export class ByCode {
  readonly #find: (key: CategoryKey) => Found;
  #categories: readonly string[] | undefined;
  #known: FoundByCode = { indices: new Int32Array(0), values: new Float64Array(0) };
  /** 1 for each code that was looked up. */
  #seen = new Uint8Array(0);

  constructor(find: (key: CategoryKey) => Found) {
    this.#find = find;
  }

  /** Forgets what was found, as when the state has learned. */
  forget(): void {
    this.#categories = undefined;
  }

  /** Returns the features of all codes that are used. A category that no row has is not looked up, as it may be refused. */
  of(categories: readonly string[], codes: Int32Array): FoundByCode {
    const { length } = categories;
    if (this.#categories !== categories) {
      this.#categories = categories;
      this.#known = { indices: new Int32Array(length + 1), values: new Float64Array(length + 1) };
      this.#seen = new Uint8Array(length + 1);
    }
    const seen = this.#seen;
    for (let row = 0; row < codes.length; row++) {
      const code = codes[row]! < 0 ? length : codes[row]!;
      if (seen[code] === 1) continue;
      const { index, value } = this.#find(code === length ? null : categories[code]!);
      this.#known.indices[code] = index;
      this.#known.values[code] = value;
      seen[code] = 1;
    }
    return this.#known;
  }
}
