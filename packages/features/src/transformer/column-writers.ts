import type { Table } from '@thalweg/data';
import { type CategoryKey, hashOfPair, KeyHasher, keyOf, numberOf } from '../columns/cells.ts';
import { ByCode, type FoundByCode, keysIn, numbersIn } from '../columns/column-in.ts';
import type { CategoryParts, FeatureArray, Found, HashParts, NumberParts } from '../columns/column-transform.ts';
import type { Entry, EntryState } from './entry.ts';

/** A record by the names of its fields. */
export type Fields = Readonly<Record<string, unknown>>;

/** The offsets of the features of a column: of the first value in a row, `at`, and of the first index, `offset`. */
export interface ColumnOffsets {
  readonly at: number;
  readonly offset: number;
}

/** Writes the features of one column, of records or of tables. */
export interface ColumnWriter {
  /** Reads the state again, after it has learned. */
  refresh?(): void;
  /** Writes the features of a record to the first row of a block. */
  writeRecord(record: Fields, block: Block): void;
  /**
   * Returns a function that writes the features of rows `from … to − 1` of a table to a block. Rows come in their order, each
   * once.
   */
  tableWriter(table: Table, block: Block): RowsWriter;
}

/** Writes the features of rows `from … to − 1`. */
type RowsWriter = (from: number, to: number) => void;

/** The features of some rows, and the codes of each ordinal column. */
export interface Block {
  /** For each row `stride` values. */
  readonly values: FeatureArray;
  /** The indices of sparse features, as many as values. */
  readonly indices: Int32Array | undefined;
  readonly stride: number;
  readonly codes: Readonly<Record<string, Int32Array>>;
}

/** Writes the features of a column of numbers. */
export class NumberWriter implements ColumnWriter {
  readonly #entry: Entry;
  readonly #state: EntryState;
  readonly #offsets: ColumnOffsets;
  readonly #width: number;
  #write: (x: number, out: FeatureArray, at: number) => void;
  readonly #writesMissing: boolean;

  constructor(entry: Entry, state: EntryState, offsets: ColumnOffsets) {
    const { suffixes, writesMissing = false, ...ends } = entry.ends as NumberParts;
    this.#entry = entry;
    this.#state = state;
    this.#offsets = offsets;
    this.#width = suffixes.length;
    this.#write = ends.writer(state.of);
    this.#writesMissing = writesMissing;
  }

  refresh(): void {
    this.#write = (this.#entry.ends as NumberParts).writer(this.#state.of);
  }

  writeRecord(record: Fields, block: Block): void {
    const [source] = this.#entry.sources;
    this.#rowsWriter([numberOf(source!, record[source!])], block)(0, 1);
  }

  tableWriter(table: Table, block: Block): RowsWriter {
    return this.#rowsWriter(numbersIn(table, this.#entry.sources[0]!), block);
  }

  #rowsWriter(numbers: ArrayLike<number>, { values, indices, stride }: Block): RowsWriter {
    const [entry, state, write, writesMissing] = [this.#entry, this.#state, this.#write, this.#writesMissing];
    const [{ at, offset }, width, { isDirect }] = [this.#offsets, this.#width, entry];
    return (from, to) => {
      for (let row = from, start = from * stride + at; row < to; row++, start += stride) {
        const x = isDirect ? numbers[row]! : entry.numberFor(state, numbers[row]!);
        if (x - x !== 0 && !(writesMissing && x !== x)) entry.checked(x);
        write(x, values, start);
        if (indices !== undefined) for (let i = 0; i < width; i++) indices[start + i] = offset + i;
      }
    };
  }
}

/** Writes the encoding of each row by the rows before it, and then adds the row with its target, if it has one. */
export class OrderedWriter implements ColumnWriter {
  readonly #entry: Entry;
  readonly #state: EntryState;
  readonly #offsets: ColumnOffsets;
  readonly #find: (key: CategoryKey) => Found;

  constructor(entry: Entry, state: EntryState, offsets: ColumnOffsets) {
    this.#entry = entry;
    this.#state = state;
    this.#offsets = offsets;
    this.#find = (entry.ends as CategoryParts).finder(state.of, entry.sources[0]!);
  }

  writeRecord(record: Fields, block: Block): void {
    const { sources, target, readsNumbers } = this.#entry;
    const [source] = sources;
    const cell = record[source!];
    this.#put(
      readsNumbers ? numberOf(source!, cell) : keyOf(source!, cell),
      numberOf(target!, record[target!]),
      block,
      0,
    );
  }

  tableWriter(table: Table, block: Block): RowsWriter {
    const { sources, target, readsNumbers } = this.#entry;
    const targets = numbersIn(table, target!);
    const cellAt = readsNumbers ? numberAt(table, sources[0]!) : keyAt(table, sources[0]!);
    return (from, to) => {
      for (let row = from; row < to; row++) this.#put(cellAt(row), targets[row]!, block, row);
    };
  }

  #put(cell: CategoryKey, target: number, { values, indices, stride }: Block, row: number): void {
    const key = this.#entry.readsNumbers ? this.#keyFor(cell as number) : cell;
    const { at, offset } = this.#offsets;
    const start = row * stride + at;
    values[start] = this.#find(key).value;
    if (indices !== undefined) indices[start] = offset;
    if (target !== target) return;
    if (this.#entry.readsNumbers) this.#entry.addNumber(this.#state, cell as number, target);
    else this.#entry.addKey(this.#state, key, 1, target);
  }

  #keyFor(x: number): CategoryKey {
    const known = this.#entry.numberFor(this.#state, x);
    return known === known ? known : null;
  }
}

function numberAt(table: Table, source: string): (row: number) => number {
  const numbers = numbersIn(table, source);
  return row => numbers[row]!;
}

function keyAt(table: Table, source: string): (row: number) => CategoryKey {
  const keys = keysIn(table, source);
  if ('at' in keys) return keys.at;
  const { codes, categories } = keys;
  return row => categories[codes[row]!] ?? null;
}

/** Writes the features of a column of categories, or its codes. */
export class CategoryWriter implements ColumnWriter {
  readonly #entry: Entry;
  readonly #state: EntryState;
  readonly #offsets: ColumnOffsets;
  readonly #find: (key: CategoryKey) => Found;
  readonly #byCode: ByCode;

  constructor(entry: Entry, state: EntryState, offsets: ColumnOffsets) {
    this.#entry = entry;
    this.#state = state;
    this.#offsets = offsets;
    this.#find = (entry.ends as CategoryParts).finder(state.of, entry.sources[0]!);
    this.#byCode = new ByCode(this.#find);
  }

  refresh(): void {
    this.#byCode.forget();
  }

  writeRecord(record: Fields, block: Block): void {
    const source = this.#entry.sources[0]!;
    const cell = record[source];
    const key = this.#entry.readsNumbers ? this.#keyFor(numberOf(source, cell)) : keyOf(source, cell);
    const { index, value } = this.#find(key);
    this.#put(index, value, block, 0);
  }

  tableWriter(table: Table, block: Block): RowsWriter {
    const source = this.#entry.sources[0]!;
    if (this.#entry.readsNumbers) {
      const numbers = numbersIn(table, source);
      return this.#keysWriter(row => this.#keyFor(numbers[row]!), block);
    }
    const keys = keysIn(table, source);
    if ('at' in keys) return this.#keysWriter(keys.at, block);
    const { codes, categories } = keys;
    return this.#codesWriter(codes, categories.length, this.#byCode.of(categories, codes), block);
  }

  #keysWriter(keyAt: (row: number) => CategoryKey, block: Block): RowsWriter {
    return (from, to) => {
      for (let row = from; row < to; row++) {
        const { index, value } = this.#find(keyAt(row));
        this.#put(index, value, block, row);
      }
    };
  }

  #codesWriter(
    codes: Int32Array,
    missing: number,
    { indices: found, values: foundValues }: FoundByCode,
    block: Block,
  ): RowsWriter {
    const { values, indices, stride } = block;
    const { at, offset } = this.#offsets;
    const own = block.codes[this.#entry.name];
    return (from, to) => {
      for (let row = from, start = from * stride + at; row < to; row++, start += stride) {
        const code = codes[row]! < 0 ? missing : codes[row]!;
        if (at < 0) own![row] = found[code]!;
        else if (indices === undefined) values[start + found[code]!] = foundValues[code]!;
        else {
          indices[start] = offset + found[code]!;
          values[start] = foundValues[code]!;
        }
      }
    };
  }

  #put(index: number, value: number, { values, indices, stride, codes }: Block, row: number): void {
    const { at, offset } = this.#offsets;
    if (at < 0) codes[this.#entry.name]![row] = index;
    else if (indices === undefined) values[row * stride + at + index] = value;
    else {
      indices[row * stride + at] = offset + index;
      values[row * stride + at] = value;
    }
  }

  #keyFor(x: number): CategoryKey {
    const known = this.#entry.numberFor(this.#state, x);
    return known === known ? known : null;
  }
}

/** The hashes of one column, row by row, and 1 for each that is there. */
interface Hashes {
  readonly hashes: Int32Array;
  readonly known: Uint8Array;
}

/** Writes the feature of one column, or of several together, by its hash. */
export class HashWriter implements ColumnWriter {
  readonly #sources: readonly string[];
  readonly #parts: HashParts;
  readonly #offsets: ColumnOffsets;
  readonly #hashers: readonly KeyHasher[];
  readonly #byCode: readonly ByCode[];

  constructor(entry: Entry, offsets: ColumnOffsets) {
    this.#sources = entry.sources;
    this.#parts = entry.ends as HashParts;
    this.#offsets = offsets;
    this.#hashers = entry.sources.map(source => new KeyHasher(source, this.#parts.seed));
    const found = { index: 0, value: 0 };
    this.#byCode = this.#hashers.map(
      hasher =>
        new ByCode(key => {
          found.index = key === null ? 0 : hasher.hash(key);
          found.value = key === null ? 0 : 1;
          return found;
        }),
    );
  }

  writeRecord(record: Fields, block: Block): void {
    let known = true;
    let hash = 0;
    for (const [part, source] of this.#sources.entries()) {
      const key = keyOf(source, record[source]);
      if (key === null) known = false;
      else hash = joined(part, hash, this.#hashers[part]!.hash(key));
    }
    this.#put(hash, known, block, 0);
  }

  tableWriter(table: Table, block: Block): RowsWriter {
    const [first, ...others] = this.#sources.map((source, part) => this.#hashesOf(table, source, part));
    return (from, to) => {
      for (let row = from; row < to; row++) {
        let hash = first!.hashes[row]!;
        let known = first!.known[row]!;
        for (let part = 0; part < others.length; part++) {
          known &= others[part]!.known[row]!;
          hash = hashOfPair(hash, others[part]!.hashes[row]!);
        }
        this.#put(hash, known === 1, block, row);
      }
    };
  }

  #hashesOf(table: Table, source: string, part: number): Hashes {
    const hashes = new Int32Array(table.rows);
    const known = new Uint8Array(table.rows);
    const keys = keysIn(table, source);
    if ('at' in keys)
      for (let row = 0; row < table.rows; row++) {
        const key = keys.at(row);
        if (key === null) continue;
        hashes[row] = this.#hashers[part]!.hash(key);
        known[row] = 1;
      }
    else {
      const { codes, categories } = keys;
      const { indices, values } = this.#byCode[part]!.of(categories, codes);
      for (let row = 0; row < table.rows; row++) {
        const code = codes[row]! < 0 ? categories.length : codes[row]!;
        hashes[row] = indices[code]!;
        known[row] = values[code]!;
      }
    }
    return { hashes, known };
  }

  #put(hash: number, known: boolean, { values, indices, stride }: Block, row: number): void {
    const { at, offset } = this.#offsets;
    const { bits, sign } = this.#parts;
    const start = row * stride + at;
    indices![start] = known ? offset + (hash & (2 ** bits - 1)) : offset;
    values[start] = known ? (sign && hash < 0 ? -1 : 1) : 0;
  }
}

function joined(part: number, before: number, hash: number): number {
  return part === 0 ? hash : hashOfPair(before, hash);
}
