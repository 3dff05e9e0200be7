import type { TableColumn } from '@thalweg/data';
import type { ColumnType } from '../schema/column-type.ts';
import { dtypeOf } from '../schema/dtype-of.ts';
import { valueReader } from './value-reader.ts';

/** Makes a column of a table from the values of a field; a missing one is `undefined`. */
export type ValueConverter = (values: readonly unknown[], misfit: (row: number) => void) => TableColumn;

/** With more texts, a column begins a new list of categories. */
const MOST_TEXTS = 1 << 16;

/** The type of a column, and whether its texts repeat. */
export interface ValueConversion {
  readonly type: ColumnType;
  readonly given: boolean;
  readonly repeats: boolean;
}

/** Returns what converts a column of JSON values. */
export function valueColumn({ type, given, repeats }: ValueConversion): ValueConverter {
  const read = valueReader(type, given);
  if (type === 'number' || type === 'integer' || type === 'date')
    return (values, misfit) => {
      const data = new Float64Array(values.length);
      values.forEach((value, row) => {
        const cell = value === undefined ? NaN : read(value);
        if (cell === undefined) misfit(row);
        else data[row] = cell as number;
      });
      return { data, shape: [], dtype: dtypeOf(type) };
    };
  const cells = cellColumn(read);
  return type === 'category' || (type === 'text' && repeats) ? categoryColumn(cells) : cells;
}

function cellColumn(read: (value: unknown) => unknown): ValueConverter {
  return (values, misfit) => {
    const data = values.map((value, row) => {
      const cell = value === undefined ? null : read(value);
      if (cell === undefined) misfit(row);
      return cell;
    });
    return { data, shape: [], dtype: undefined };
  };
}

/** Numbers the texts of a column. */
function categoryColumn(texts: ValueConverter): ValueConverter {
  let numbers = new Map<string, number>();
  let categories: readonly string[] = [];
  return (values, misfit) => {
    if (numbers.size > MOST_TEXTS) numbers = new Map();
    const data = Int32Array.from(texts(values, misfit).data as readonly (string | null | undefined)[], text => {
      if (text === null || text === undefined) return -1;
      const number = numbers.get(text) ?? numbers.size;
      numbers.set(text, number);
      return number;
    });
    if (categories.length !== numbers.size) categories = [...numbers.keys()];
    return { data, shape: [], dtype: undefined, categories };
  };
}
