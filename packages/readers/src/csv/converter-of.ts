import type { TableColumn } from '@thalweg/data';
import { type ByteTexts, TextDictionary } from '../cells/byte-texts.ts';
import { isoDate } from '../cells/iso-date.ts';
import { bigintOf, booleanOf, losesText, numberOf, shortDecimal } from '../cells/text-values.ts';
import type { ColumnType } from '../schema/column-type.ts';
import type { RowIndex } from './scan-rows.ts';

/** The types that a column of texts can have. */
export const TEXT_TYPES = ['number', 'integer', 'boolean', 'date', 'text', 'category', 'bigint'] as const;

/** Returns what converts a column of a type. `repeats` says that its texts come again and again. */
export function converterOf(type: ColumnType, conversion: Conversion, repeats: boolean): ColumnConverter {
  switch (type) {
    case 'number':
    case 'integer':
      return numberColumn(type === 'integer', conversion);
    case 'date':
      return dateColumn(conversion);
    case 'boolean':
      return parsedTextColumn(conversion, booleanOf);
    case 'bigint':
      return parsedTextColumn(conversion, bigintOf);
    default:
      return type === 'category' || repeats ? categoryColumn(conversion) : textColumn(conversion);
  }
}

/** Notes that a cell does not fit its column. */
type Misfit = (row: number) => void;

/** Makes a column of a table from the cells of a block. */
export type ColumnConverter = (cells: ColumnCells, misfit: Misfit) => TableColumn;

/** The options of the conversion of a column. */
interface Conversion {
  /** The texts of cells that are missing. */
  readonly missing: ReadonlySet<string>;
  /** True if the user gave the type: then a leading zero, and digits past 2⁵³, may be lost. */
  readonly given: boolean;
}

/** Returns what converts a column of numbers, or of whole numbers alone. */
function numberColumn(whole: boolean, { missing, given }: Conversion): ColumnConverter {
  const emptyIsMissing = missing.has('');
  // A text such as '-999' may stand for a missing number.
  const careful = [...missing].some(text => numberOf(text) !== undefined);
  const slow = (cells: ColumnCells, row: number): number | undefined => {
    const text = cells.text(row);
    if (text === undefined) return undefined;
    if (missing.has(text)) return NaN;
    const value = numberOf(text);
    if (value === undefined || (!given && losesText(text))) return undefined;
    return whole && !Number.isSafeInteger(value) && value === value ? undefined : value;
  };
  return (cells, misfit) => {
    const { bytes, from, to, rows } = cells;
    const data = new Float64Array(rows);
    for (let row = 0; row < rows; row++) {
      if (from[row] === to[row] && emptyIsMissing) data[row] = NaN;
      else if (careful || whole || !shortDecimal(bytes, from[row]!, to[row]!, data, row)) {
        const value = slow(cells, row);
        if (value === undefined) misfit(row);
        else data[row] = value;
      }
    }
    return { data, shape: [], dtype: 'float32' };
  };
}

/** Returns what converts a column of dates. */
function dateColumn({ missing }: Conversion): ColumnConverter {
  return (cells, misfit) => {
    const { bytes, from, to, rows } = cells;
    const data = new Float64Array(rows);
    for (let row = 0; row < rows; row++) {
      const value = isoDate(bytes, from[row]!, to[row]!);
      if (value !== undefined) data[row] = value;
      else if (missing.has(cells.text(row)!)) data[row] = NaN;
      else misfit(row);
    }
    return { data, shape: [], dtype: 'float64' };
  };
}

/** Returns what converts a column of texts, each of which is decoded. */
function textColumn({ missing }: Conversion): ColumnConverter {
  const emptyIsMissing = missing.has('');
  const others = missing.size > (emptyIsMissing ? 1 : 0);
  return (cells, misfit) => {
    const data: (string | null)[] = [];
    for (let row = 0; row < cells.rows; row++) {
      const text = cells.text(row);
      if (text === undefined) misfit(row);
      const gone = text === undefined || (text === '' ? emptyIsMissing : others && missing.has(text));
      data.push(gone ? null : text);
    }
    return { data, shape: [], dtype: undefined };
  };
}

/** Returns what converts a column whose texts are parsed one by one; `undefined` for a text that does not fit. */
function parsedTextColumn({ missing }: Conversion, parse: (text: string) => unknown): ColumnConverter {
  return (cells, misfit) => {
    const data: unknown[] = [];
    for (let row = 0; row < cells.rows; row++) {
      const text = cells.text(row);
      const value = text === undefined ? undefined : missing.has(text) ? null : parse(text);
      if (value === undefined) misfit(row);
      data.push(value);
    }
    return { data, shape: [], dtype: undefined };
  };
}

/** With more texts, a column begins a new list of categories. */
const MOST_TEXTS = 1 << 16;

/** Returns what converts a column of texts that come again and again: each is decoded once. */
function categoryColumn({ missing }: Conversion): ColumnConverter {
  let numbers = new CategoryNumbers(missing);
  return (cells, misfit) => {
    if (numbers.size > MOST_TEXTS) numbers = new CategoryNumbers(missing);
    const data = numbers.of(cells, misfit);
    return { data, shape: [], dtype: undefined, categories: numbers.texts };
  };
}

/** Numbers the texts of a column, first those that stand for a missing cell. */
class CategoryNumbers {
  readonly #dictionary = new TextDictionary();
  readonly #missing: number;
  #texts: readonly string[] = [];

  constructor(missing: ReadonlySet<string>) {
    for (const text of missing) this.#dictionary.numberOfText(text);
    this.#missing = missing.size;
  }

  get size(): number {
    return this.#dictionary.size - this.#missing;
  }

  /** The texts by number. Texts that come later are in another array. */
  get texts(): readonly string[] {
    if (this.#texts.length < this.size) this.#texts = this.#dictionary.texts.slice(this.#missing);
    return this.#texts;
  }

  /** Returns the number of the text of each cell; −1 where it is missing or does not fit. */
  of(cells: ColumnCells, misfit: Misfit): Int32Array {
    const { texts, from, to, rows } = cells;
    const numbers = new Int32Array(rows);
    for (let row = 0; row < rows; row++) {
      const number = cells.isDoubled(row)
        ? this.#ofText(cells.text(row))
        : this.#dictionary.numberOf(texts, from[row]!, to[row]!);
      if (number < 0) misfit(row);
      numbers[row] = number < this.#missing ? -1 : number - this.#missing;
    }
    return numbers;
  }

  #ofText(text: string | undefined): number {
    return text === undefined ? -1 : this.#dictionary.numberOfText(text);
  }
}

/** The cells of one column of a block: where the text of each lies, without its quotes. */
export class ColumnCells {
  readonly texts: ByteTexts;
  readonly bytes: Uint8Array;
  readonly rows: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** The cells in which a quote is doubled, by row. The bytes do not contain their text as it is. */
  readonly #doubled = new Map<number, string | undefined>();

  constructor(texts: ByteTexts, index: RowIndex, column: number, quote: number) {
    const { rows, width, starts, ends } = index;
    const { bytes } = texts;
    this.texts = texts;
    this.bytes = bytes;
    this.rows = rows;
    this.from = new Int32Array(rows);
    this.to = new Int32Array(rows);
    for (let row = 0, at = column; row < rows; row++, at += width) {
      let from = column === 0 ? starts[row]! : ends[at - 1]! + 1;
      let to = ends[at]!;
      if (from < to && bytes[from] === quote) {
        from++;
        to--;
        if (hasByte(bytes, from, to, quote)) this.#doubled.set(row, undoubled(texts, from, to, quote));
      }
      this.from[row] = from;
      this.to[row] = to;
    }
  }

  /** True if the bytes of the cell are not its text. */
  isDoubled(row: number): boolean {
    return this.#doubled.size > 0 && this.#doubled.has(row);
  }

  /** Returns the text of a cell; `undefined` if it is no UTF-8. */
  text(row: number): string | undefined {
    return this.isDoubled(row) ? this.#doubled.get(row) : this.texts.text(this.from[row]!, this.to[row]!);
  }
}

function hasByte(bytes: Uint8Array, from: number, to: number, byte: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] === byte) return true;
  return false;
}

function undoubled(texts: ByteTexts, from: number, to: number, quote: number): string | undefined {
  const mark = String.fromCharCode(quote);
  return texts.text(from, to)?.replaceAll(mark + mark, mark);
}
