import type { Reader } from '../columns/column-kinds.ts';
import { type Blob, readColumns, writeColumns } from '../columns/columns.ts';
import type { Key } from '../records/fields.ts';
import { Sealed } from '../state/plain-data.ts';

/** The numbers of items between which a chunk is made of the last ones, and the bytes that it should have. */
const LEAST = 8;

const MOST = 1024;

const BYTES = 2 ** 17;

/** Before the size of an item is known. */
const FIRST = 64;

/** Stands for the key of an item that has left. */
const GONE = /* @__PURE__ */ Symbol('gone');

/** A line as plain data. */
export interface SavedLine {
  /** The number of items so far, and that of items from which the next chunk is made. */
  readonly came: number;
  readonly room: number;
  /** For each chunk, and then for the last items: the number of the first, and which are in the line. */
  readonly firsts: Float64Array;
  readonly stays: readonly Uint8Array[];
  /** For each chunk, and then for the last items that are in the line, the columns. */
  readonly columns: readonly SavedBlob[];
}

/** An item in a line: its key, and since when it waits. */
interface Entry<T> {
  readonly key: Key;
  readonly item: T;
  readonly since: number;
}

interface SavedBlob {
  readonly bytes: Sealed;
  readonly kept: readonly unknown[];
}

/**
 * Items by their keys, in order of arrival. The last ones are objects; all others are in columns, in chunks. So many items are
 * no work for the garbage collector, and a snapshot takes the chunks without a copy.
 */
export class WaitingLine<T> {
  /** The number of each key's item. */
  readonly #numbers = new Map<Key, number>();
  readonly #chunks: Chunk<T>[] = [];
  /** The number of the first of the last items. */
  #first = 0;
  /** The last items, without those that have left. */
  #keys: (Key | typeof GONE)[] = [];
  #items: (T | undefined)[] = [];
  #since: number[] = [];
  /** The number of the last items that are in the line. */
  #last = 0;
  /** All of the last items before this have left. */
  #head = 0;
  #room = FIRST;

  /** The number of items. */
  get size(): number {
    return this.#numbers.size;
  }

  has(key: Key): boolean {
    return this.#numbers.size > 0 && this.#numbers.has(key);
  }

  /** Returns the item of a key; `undefined` if there is none. */
  get(key: Key): T | undefined {
    const number = this.#numbers.get(key);
    if (number === undefined) return undefined;
    if (number >= this.#first) return this.#items[number - this.#first];
    const chunk = this.#chunks[this.#chunkOf(number)]!;
    return chunk.item(number - chunk.first);
  }

  /** Appends an item; its key must not be in the line, and `since` not be less than for the one before. */
  join(key: Key, item: T, since: number): void {
    this.#numbers.set(key, this.#first + this.#keys.length);
    this.#keys.push(key);
    this.#items.push(item);
    this.#since.push(since);
    this.#last++;
    if (this.#keys.length >= this.#room) this.#closeUp();
  }

  /** Removes and returns the item of a key. */
  leave(key: Key): T | undefined {
    if (this.#numbers.size === 0) return undefined;
    const number = this.#numbers.get(key);
    if (number === undefined) return undefined;
    this.#numbers.delete(key);
    const row = number - this.#first;
    if (row < 0) return this.#leaveChunk(number);
    const item = this.#items[row];
    this.#keys[row] = GONE;
    this.#items[row] = undefined;
    this.#last--;
    return item;
  }

  /** Yields what is in the line, in order. */
  *each(): Generator<Entry<T>, void, undefined> {
    for (const chunk of this.#chunks)
      for (let row = 0; row < chunk.stays.length; row++)
        if (chunk.stays[row] === 1) yield { key: chunk.key(row), item: chunk.item(row), since: chunk.since(row) };
    for (let row = 0; row < this.#keys.length; row++) {
      const key = this.#keys[row]!;
      if (key !== GONE) yield { key, item: this.#items[row] as T, since: this.#since[row]! };
    }
  }

  /** Since when the first item waits; `Infinity` if there is none. */
  get firstSince(): number {
    const [chunk] = this.#chunks;
    if (chunk !== undefined) return chunk.since(chunk.head());
    return this.#last === 0 ? Infinity : this.#since[this.#lastHead()]!;
  }

  /** Returns the key of the first item; `undefined` if the line is empty. */
  get firstKey(): Key | undefined {
    const [chunk] = this.#chunks;
    if (chunk !== undefined) return chunk.key(chunk.head());
    return this.#last === 0 ? undefined : (this.#keys[this.#lastHead()] as Key);
  }

  /** Returns the line as plain data, whose columns are those of the line itself. */
  save(): SavedLine {
    const stays = Uint8Array.from(this.#keys, key => (key === GONE ? 0 : 1));
    const last = Chunk.of(this.#rows(), this.#first);
    const all = [...this.#chunks, last];
    return {
      came: this.#first + this.#keys.length,
      room: this.#room,
      firsts: Float64Array.from(all, ({ first }) => first),
      stays: [...this.#chunks.map(chunk => chunk.stays.slice()), stays],
      columns: all.map(({ blob: { bytes, kept } }) => ({ bytes: new Sealed(bytes), kept })),
    };
  }

  /** Returns the line that was saved. Throws an error of some class if it is damaged. */
  static restored<T>({ came, room, firsts, stays, columns }: SavedLine): WaitingLine<T> {
    const line = new WaitingLine<T>();
    const chunks = columns.map(({ bytes, kept }, i): Chunk<T> => {
      const blob: Blob = { bytes: bytes.elements, kept };
      return i < columns.length - 1 ? new Chunk(blob, firsts[i]!, stays[i]) : new Chunk(blob, firsts[i]!);
    });
    const last = chunks.pop()!;
    line.#chunks.push(...chunks);
    line.#first = last.first;
    line.#room = room;
    const rows = { keys: [] as Key[], items: [] as T[], since: [] as number[] };
    last.addTo(rows);
    let row = 0;
    for (const stay of stays[columns.length - 1]!) {
      line.#keys.push(stay === 1 ? rows.keys[row]! : GONE);
      line.#items.push(stay === 1 ? rows.items[row] : undefined);
      line.#since.push(stay === 1 ? rows.since[row++]! : 0);
    }
    line.#last = row;
    line.#check(came, room, row === last.size);
    return line;
  }

  /** Finds the numbers of all keys. Throws an error if something does not fit. */
  #check(came: number, room: number, whole: boolean): void {
    let size = this.#last;
    let end = 0;
    const add = (key: Key, since: unknown, number: number): void => {
      whole &&= typeof since === 'number';
      this.#numbers.set(key, number);
    };
    for (const chunk of this.#chunks) {
      whole &&= chunk.size > 0 && Number.isSafeInteger(chunk.first) && chunk.first >= end;
      end = chunk.first + chunk.stays.length;
      size += chunk.size;
      chunk.stays.forEach((stays, row) => {
        chunk.item(row);
        if (stays === 1) add(chunk.key(row), chunk.since(row), chunk.first + row);
      });
    }
    this.#keys.forEach((key, row) => {
      if (key !== GONE) add(key, this.#since[row], this.#first + row);
    });
    whole &&= this.#first >= end && Number.isSafeInteger(came) && came === this.#first + this.#keys.length;
    if (!whole || size !== this.size || !(room >= LEAST && room <= MOST)) throw new RangeError('a line must be whole');
  }

  /** Removes the places of those of the last items that have left. If many stay, they become a chunk. */
  #closeUp(): void {
    const places = this.#keys.length;
    const rows = this.#rows();
    const { keys } = rows;
    if (keys.length < places) keys.forEach((key, row) => this.#numbers.set(key, this.#first + row));
    this.#head = 0;
    if (keys.length <= this.#room / 2) {
      this.#keys = keys;
      this.#items = rows.items;
      this.#since = rows.since;
      return;
    }
    const chunk = Chunk.of(rows, this.#first);
    this.#chunks.push(chunk);
    this.#first += keys.length;
    this.#keys = [];
    this.#items = [];
    this.#since = [];
    this.#last = 0;
    const bytes = chunk.blob.bytes.byteLength / keys.length;
    this.#room = Math.min(MOST, Math.max(LEAST, Math.floor(BYTES / bytes)));
  }

  #rows(): { keys: Key[]; items: T[]; since: number[] } {
    const rows = { keys: [] as Key[], items: [] as T[], since: [] as number[] };
    this.#keys.forEach((key, row) => {
      if (key === GONE) return;
      rows.keys.push(key);
      rows.items.push(this.#items[row]!);
      rows.since.push(this.#since[row]!);
    });
    return rows;
  }

  #lastHead(): number {
    while (this.#keys[this.#head] === GONE) this.#head++;
    return this.#head;
  }

  /** Returns the index of the chunk that an item is in. */
  #chunkOf(number: number): number {
    let from = 0;
    let end = this.#chunks.length;
    while (end - from > 1) {
      const middle = (from + end) >> 1;
      if (this.#chunks[middle]!.first <= number) from = middle;
      else end = middle;
    }
    return from;
  }

  #leaveChunk(number: number): T {
    const at = this.#chunkOf(number);
    const chunk = this.#chunks[at]!;
    const row = number - chunk.first;
    const item = chunk.item(row);
    chunk.leave(row);
    if (chunk.size === 0) this.#chunks.splice(at, 1);
    // The first chunk is left from its front, and soon gone.
    else if (at > 0 && chunk.size <= chunk.stays.length / 4) this.#shrink(at);
    return item;
  }

  /** Replaces a chunk of which most have left by one of the others, and of those in chunks beside it if there are few. */
  #shrink(at: number): void {
    const sizeAt = (i: number): number => this.#chunks[i]?.size ?? MOST;
    let [from, end, size] = [at, at + 1, sizeAt(at)];
    if (size + sizeAt(from - 1) <= this.#room / 2) size += sizeAt(--from);
    if (size + sizeAt(end) <= this.#room / 2) end++;
    const rows = { keys: [] as Key[], items: [] as T[], since: [] as number[] };
    for (let i = from; i < end; i++) this.#chunks[i]!.addTo(rows);
    const chunk = Chunk.of(rows, this.#chunks[from]!.first);
    this.#chunks.splice(from, end - from, chunk);
    rows.keys.forEach((key, row) => this.#numbers.set(key, chunk.first + row));
  }
}

/** Items in a line that follow each other: their keys, the items, and since when they wait. */
interface Rows<T> {
  readonly keys: readonly Key[];
  readonly items: readonly T[];
  readonly since: readonly number[];
}

/** Items in columns that nobody writes again. Only which of them are still in the line changes. */
class Chunk<T> {
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
