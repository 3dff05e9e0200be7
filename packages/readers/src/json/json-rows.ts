import { DataError, type TableColumn } from '@thalweg/data';
import type { BadRowCounter } from '../blocks/bad-rows.ts';
import type { RowOffset } from '../blocks/block.ts';
import { type Converting, type FoundRows, misfitError } from '../blocks/found-rows.ts';
import type { ColumnType } from '../schema/column-type.ts';
import type { TypedColumn } from '../schema/columns-options.ts';
import { dtypeOf } from '../schema/dtype-of.ts';
import { isRow, type JsonColumns, type JsonRow, valueIn, valueReader } from './json-head.ts';

/** The options of {@link JsonRows}. */
export interface JsonRowsOptions {
  readonly missing: ReadonlySet<string>;
  /** Counts the rows that are left out; `undefined` if a bad row ends the reading. */
  readonly skipped: BadRowCounter | undefined;
  /** True if each row is a line. */
  readonly inLines: boolean;
}

/** The most rows and cells of a table. A row has a cell in each column, whatever it has in the file. */
const MOST_ROWS = 8192;

const MOST_CELLS = 1 << 17;

/** Rows of JSON that were found, and their columns. */
export class JsonRows implements FoundRows, Converting {
  readonly skipped: BadRowCounter | undefined;
  /** The most rows that are found before they are converted. */
  readonly capacity: number;
  /** True if each row is a line. */
  readonly #inLines: boolean;
  readonly #source: string;
  readonly #missing: ReadonlySet<string>;
  readonly #known: ReadonlySet<string> | undefined;
  readonly #columns: ReadonlyMap<string, readonly [TypedColumn, ValueConverter]>;
  #rows: JsonRow[] = [];
  #offsets: RowOffset[] = [];

  constructor(source: string, { columns, known }: JsonColumns, { missing, skipped, inLines }: JsonRowsOptions) {
    this.skipped = skipped;
    this.capacity = Math.max(1, Math.min(MOST_ROWS, Math.floor(MOST_CELLS / Math.max(1, columns.length))));
    this.#inLines = inLines;
    this.#source = source;
    this.#missing = missing;
    this.#known = known;
    this.#columns = new Map(columns.map(column => [column.name, [column, valueColumn(column)]]));
  }

  get rows(): number {
    return this.#rows.length;
  }

  set rows(count: number) {
    this.#rows.length = count;
    this.#offsets.length = count;
  }

  /** Adds a value that should be a row. Returns the error if it is none. */
  add(value: unknown, offset: RowOffset): DataError | undefined {
    const { row } = offset;
    if (!isRow(value)) {
      const given = `${Array.isArray(value) ? 'an array' : shortJson(value)} in row ${row}`;
      return new DataError(this.#source, 'a row must be an object', given, 'Check the file.', {
        source: this.#source,
        row,
      });
    }
    if (this.#known !== undefined)
      for (const name in value) if (!this.#known.has(name)) return this.#unknown(name, row);
    this.#rows.push(value);
    this.#offsets.push(offset);
    return undefined;
  }

  leaveOut(bad: { has(row: number): boolean }): void {
    this.#rows = this.#rows.filter((_, row) => !bad.has(row));
    this.#offsets = this.#offsets.filter((_, row) => !bad.has(row));
  }

  offsetOf(row: number): RowOffset {
    return this.#offsets[row]!;
  }

  convert(misfit: (row: number, column: string) => void): Record<string, TableColumn> {
    const columns: Record<string, TableColumn> = {};
    for (const [name, [, convert]] of this.#columns) {
      const values = this.#rows.map(row => valueIn(row, name, this.#missing));
      columns[name] = convert(values, row => misfit(row, name));
    }
    return columns;
  }

  misfitError(row: number, name: string): DataError {
    const [column] = this.#columns.get(name)!;
    const place = this.offsetOf(row);
    const value = this.#rows[row]![name];
    const text = typeof value === 'string' ? value : shortJson(value);
    return misfitError(this.#source, text, { ...column, row: place.row, line: this.#inLines ? place.line : undefined });
  }

  #unknown(name: string, row: number): DataError {
    return new DataError(
      this.#source,
      'a row must have fields of the first rows only',
      `'${name.slice(0, 40)}' in row ${row}`,
      'Choose the fields with columns, or raise inferRows.',
      { source: this.#source, row },
    );
  }
}

/** Returns the beginning of a value as JSON. A list or an object may be nested too deep to be printed. */
function shortJson(value: unknown): string {
  try {
    return JSON.stringify(value).slice(0, 80);
  } catch {
    return Array.isArray(value) ? 'an array' : 'an object';
  }
}

/** Makes a column of a table from the values of a field; a missing one is `undefined`. */
type ValueConverter = (values: readonly unknown[], misfit: (row: number) => void) => TableColumn;

/** With more texts, a column begins a new list of categories. */
const MOST_TEXTS = 1 << 16;

/** The type of a column, and whether its texts repeat. */
interface ValueConversion {
  readonly type: ColumnType;
  readonly given: boolean;
  readonly repeats: boolean;
}

/** Returns what converts a column of JSON values. */
function valueColumn({ type, given, repeats }: ValueConversion): ValueConverter {
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
