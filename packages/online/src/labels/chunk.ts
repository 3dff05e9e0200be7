import { readColumns, writeColumns, type Blob } from '../columns/columns.ts';
import type { Reader } from '../columns/column-kind.ts';
import type { Key } from '../records/fields.ts';

/** Items in a line that follow each other: their keys, the items, and since when they wait. */
export interface Rows<T> {
  readonly keys: readonly Key[];
  readonly items: readonly T[];
  readonly since: readonly number[];
}

/** Items in columns that nobody writes again. Only which of them are still in the line changes. */
export class Chunk<T> {
  readonly blob: Blob;
  /** The number of the first item; the others follow. */
  readonly first: number;
  /** For each item 1 while it is in the line. */
  readonly stays: Uint8Array;
  /** The number of items that are in the line. */
  size: number;
  /** All items before this row have left. */
  #head = 0;
  readonly #key: Reader;
  readonly #item: Reader;
  readonly #since: Reader;

  constructor(blob: Blob, first: number, stays?: Uint8Array) {
    const { rows, readers } = readColumns(blob);
    [this.#key, this.#item, this.#since] = readers as [Reader, Reader, Reader];
    this.blob = blob;
    this.first = first;
    this.stays = stays ?? new Uint8Array(rows).fill(1);
    if (this.stays.length !== rows) throw new RangeError('a chunk must say of each item whether it stays');
    this.size = this.stays.reduce((sum, stays) => sum + stays, 0);
  }

  static of<T>({ keys, items, since }: Rows<T>, first: number): Chunk<T> {
    return new Chunk(writeColumns([keys, items, since]), first);
  }

  key(row: number): Key {
    return this.#key(row) as Key;
  }

  item(row: number): T {
    return this.#item(row) as T;
  }

  since(row: number): number {
    return this.#since(row) as number;
  }

  /** The row of the first item that is in the line. */
  head(): number {
    while (this.stays[this.#head] === 0) this.#head++;
    return this.#head;
  }

  /** Removes an item from the line. */
  leave(row: number): void {
    this.stays[row] = 0;
    this.size--;
  }

  /** Adds the items that are in the line to rows. */
  addTo(rows: { readonly keys: Key[]; readonly items: T[]; readonly since: number[] }): void {
    for (let row = 0; row < this.stays.length; row++) {
      if (this.stays[row] === 0) continue;
      rows.keys.push(this.key(row));
      rows.items.push(this.item(row));
      rows.since.push(this.since(row));
    }
  }
}
