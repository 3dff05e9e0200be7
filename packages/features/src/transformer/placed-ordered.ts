import { keyOf, type CategoryKey } from '../columns/category-key.ts';
import type { CategoryParts, Found } from '../column-transform.ts';
import { keysIn } from '../tables/keys-in.ts';
import { numbersIn } from '../tables/numbers-in.ts';
import type { Table } from '@thalweg/data';
import { numberOf } from '../columns/number-of.ts';
import type { Block } from './block.ts';
import type { Entry, EntryState } from './entry.ts';
import type { Fields, Placed, RowsWriter, Spot } from './placed.ts';

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
