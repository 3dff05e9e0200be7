import { sizeOf, type TypedArray } from '@thalweg/tensor';
import type { TableColumn } from '../table.ts';
import { Categories } from './merged-categories.ts';

type Elements = TypedArray | unknown[];

/** A column of the rows in a window, which exchanges cells for those of other rows. */
export class WindowColumn {
  readonly #cells: Elements;
  readonly #width: number;
  readonly #first: TableColumn;
  /** One list for the categories of all tables; `undefined` if the column has none. */
  readonly #categories: Categories | undefined;

  /** A column of `rows` rows, which those of the parts become. */
  constructor(parts: readonly TableColumn[], rows: number) {
    const first = parts[0]!;
    this.#first = first;
    this.#width = sizeOf(first.shape);
    this.#categories = first.categories === undefined ? undefined : new Categories();
    this.#cells = like(first.data, rows * this.#width);
    let at = 0;
    for (const part of parts) {
      const data = this.#elements(part);
      for (let i = 0; i < data.length; i++) this.#cells[at++] = data[i] as number;
    }
  }

  /** Puts the cells of a column at places, one after another, and returns those that were there. */
  exchange(column: TableColumn, places: Int32Array): TableColumn {
    const width = this.#width;
    const out = like(this.#cells, places.length * width);
    const data = this.#elements(column);
    if (width === 1) exchangeScalars(this.#cells as TypedArray, data as TypedArray, out as TypedArray, places);
    else
      for (let row = 0; row < places.length; row++)
        for (let i = 0; i < width; i++) {
          const at = places[row]! * width + i;
          out[row * width + i] = this.#cells[at] as number;
          this.#cells[at] = data[row * width + i] as number;
        }
    return this.#column(out);
  }

  /** Returns the cells at places, one after another; each time the last cell, at first that of row `last`, takes the place. */
  take(places: Int32Array, last: number): TableColumn {
    const width = this.#width;
    const out = like(this.#cells, places.length * width);
    for (let row = 0; row < places.length; row++)
      for (let i = 0; i < width; i++) {
        const at = places[row]! * width + i;
        out[row * width + i] = this.#cells[at] as number;
        this.#cells[at] = this.#cells[(last - row) * width + i] as number;
      }
    return this.#column(out);
  }

  #elements({ data, categories }: TableColumn): TypedArray | readonly unknown[] {
    return this.#categories === undefined ? data : this.#categories.renumbered(data as Int32Array, categories!);
  }

  #column(data: Elements): TableColumn {
    return this.#categories === undefined
      ? { ...this.#first, data }
      : { ...this.#first, data, categories: this.#categories.texts };
  }
}

function exchangeScalars(cells: TypedArray, data: TypedArray, out: TypedArray, places: Int32Array): void {
  for (let row = 0; row < places.length; row++) {
    const at = places[row]!;
    out[row] = cells[at]!;
    cells[at] = data[row]!;
  }
}

/** Returns new elements of the same kind. */
function like(elements: TypedArray | readonly unknown[], length: number): Elements {
  if (!ArrayBuffer.isView(elements)) return new Array<unknown>(length);
  return new (elements.constructor as new (length: number) => TypedArray)(length);
}
