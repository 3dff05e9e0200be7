import type { Table } from '@thalweg/data';
import { type CategoryKey, keyOf, numberOf } from '../columns/cells.ts';
import { keysIn, numbersIn } from '../columns/column-in.ts';
import type { CategoryParts, FeatureArray, Found, NumberParts } from '../columns/column-transform.ts';
import type { Entry, EntryState } from './entry.ts';
import {
  type Block,
  ByCode,
  type Fields,
  type FoundByCode,
  type Placed,
  type RowsWriter,
  type Spot,
} from './placed.ts';

/** Writes the features of a column of numbers. */
export class PlacedNumber implements Placed {
  readonly #entry: Entry;
  readonly #state: EntryState;
  readonly #spot: Spot;
  readonly #width: number;
  #write: (x: number, out: FeatureArray, at: number) => void;
  readonly #writesMissing: boolean;

  constructor(entry: Entry, state: EntryState, spot: Spot) {
    const { suffixes, writesMissing = false, ...ends } = entry.ends as NumberParts;
    this.#entry = entry;
    this.#state = state;
    this.#spot = spot;
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
    const [{ at, offset }, width, { isDirect }] = [this.#spot, this.#width, entry];
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
export class PlacedOrdered implements Placed {
  readonly #entry: Entry;
  readonly #state: EntryState;
  readonly #spot: Spot;
  readonly #find: (key: CategoryKey) => Found;

  constructor(entry: Entry, state: EntryState, spot: Spot) {
    this.#entry = entry;
    this.#state = state;
    this.#spot = spot;
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
    const { at, offset } = this.#spot;
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
export class PlacedCategory implements Placed {
  readonly #entry: Entry;
  readonly #state: EntryState;
  readonly #spot: Spot;
  readonly #find: (key: CategoryKey) => Found;
  readonly #byCode: ByCode;

  constructor(entry: Entry, state: EntryState, spot: Spot) {
    this.#entry = entry;
    this.#state = state;
    this.#spot = spot;
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
    const { at, offset } = this.#spot;
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
    const { at, offset } = this.#spot;
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
