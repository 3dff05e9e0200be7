import type { CategoryKey } from '../columns/category-key.ts';
import { keyOf } from '../columns/category-key.ts';
import type { CategoryParts, Found } from '../column-transform.ts';
import { numberOf } from '../columns/number-of.ts';
import { keysIn } from '../tables/keys-in.ts';
import { numbersIn } from '../tables/numbers-in.ts';
import type { Table } from '@thalweg/data';
import type { Block } from './block.ts';
import { ByCode, type FoundByCode } from './by-code.ts';
import type { Entry, EntryState } from './entry.ts';
import type { Fields, Placed, RowsWriter, Spot } from './placed.ts';

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
