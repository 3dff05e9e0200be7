import type { ByteTexts } from '../cells/byte-texts.ts';
import type { RowIndex } from './row-index.ts';

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
