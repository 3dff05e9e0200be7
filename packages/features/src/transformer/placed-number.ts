import type { FeatureArray, NumberParts } from '../column-transform.ts';
import { numberOf } from '../columns/number-of.ts';
import { numbersIn } from '../tables/numbers-in.ts';
import type { Table } from '@thalweg/data';
import type { Block } from './block.ts';
import type { Entry, EntryState } from './entry.ts';
import type { Fields, Placed, RowsWriter, Spot } from './placed.ts';

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
