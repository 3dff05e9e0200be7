import { Categories } from './categories.ts';
import type { CellMaking, Converted } from './cells.ts';
import type { ColumnType } from '../schema/column-type.ts';
import type { RawValues } from './raw-values.ts';
import type { StoredType } from './stored/stored-type.ts';

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
