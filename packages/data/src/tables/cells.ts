import { allocate, sizeOf, Tensor, type TypedArray } from '@thalweg/tensor';
import { Pixels } from '../core/pixels.ts';
import type { Table, TableColumn } from '../core/table.ts';

/**
 * Returns a function of a row that returns the cell of a column in a record: a number or a tensor, a text, pixels, a view of a wider cell.
 */
export function cellsOf({
  data,
  shape,
  dtype,
  categories,
  starts,
  tensors,
  pixels,
}: TableColumn): (row: number) => unknown {
  if (starts !== undefined) return row => (data as TypedArray).subarray(starts[row], starts[row + 1]);
  if (categories !== undefined) return row => categories[data[row] as number] ?? null;
  const width = sizeOf(shape);
  if (pixels === true) return row => new Pixels(shape, (data as Uint8Array).subarray(row * width, (row + 1) * width));
  if (tensors === true && dtype !== undefined)
    return row => new Tensor(shape, dtype, (data as TypedArray).subarray(row * width, (row + 1) * width));
  return shape.length > 0 ? widerCells(data, width) : row => data[row];
}

function widerCells(data: TableColumn['data'], width: number): (row: number) => unknown {
  return ArrayBuffer.isView(data)
    ? row => data.subarray(row * width, (row + 1) * width)
    : row => data.slice(row * width, (row + 1) * width);
}

/** Returns a function of a row of a table that returns its record. */
export function recordsIn({ columns }: Table): (row: number) => Record<string, unknown> {
  const cells = Object.entries(columns).map(([name, column]) => [name, cellsOf(column)] as const);
  return row => {
    const record: Record<string, unknown> = {};
    for (const [name, cell] of cells) record[name] = cell(row);
    return record;
  };
}

/** Returns a column of vectors, one after another. */
export function vectorColumn(cells: readonly TypedArray[], like: TableColumn): TableColumn {
  const starts = new Int32Array(cells.length + 1);
  for (let row = 0; row < cells.length; row++) starts[row + 1] = starts[row]! + cells[row]!.length;
  const data = allocate(like.dtype!, starts[cells.length]!);
  for (let row = 0; row < cells.length; row++) data.set(cells[row]!, starts[row]);
  return { ...like, data, starts };
}

/** One list of categories for tables, each of which has its own list. Numbers never change. */
export class Categories {
  readonly #numbers = new Map<string, number>();
  #texts: readonly string[] = [];
  /** The list whose numbers were found last, and ours for them. */
  #list: readonly string[] | undefined;
  #ours = new Int32Array(0);

  /** The texts by number. A text that comes later is in a new list. */
  get texts(): readonly string[] {
    return this.#texts;
  }

  /** Returns the numbers in our list for numbers in another one; −1 stays. */
  renumbered(numbers: Int32Array, list: readonly string[]): Int32Array {
    if (list !== this.#list) this.#learn(list);
    const ours = this.#ours;
    if (this.#list === this.#texts) return numbers;
    const out = new Int32Array(numbers.length);
    for (let i = 0; i < numbers.length; i++) out[i] = numbers[i]! < 0 ? -1 : ours[numbers[i]!]!;
    return out;
  }

  #learn(list: readonly string[]): void {
    this.#list = list;
    this.#ours = Int32Array.from(list, text => {
      const number = this.#numbers.get(text) ?? this.#numbers.size;
      this.#numbers.set(text, number);
      return number;
    });
    if (this.#numbers.size > this.#texts.length) this.#texts = [...this.#numbers.keys()];
  }
}
