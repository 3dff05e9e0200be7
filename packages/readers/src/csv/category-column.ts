import { TextDictionary } from '../cells/text-dictionary.ts';
import type { ColumnCells } from './column-cells.ts';
import type { ColumnConverter, Conversion, Misfit } from './column-converter.ts';

/** With more texts, a column begins a new list of categories. */
const MOST_TEXTS = 1 << 16;

/** Returns what converts a column of texts that come again and again: each is decoded once. */
export function categoryColumn({ missing }: Conversion): ColumnConverter {
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
