import type { Slot } from '@thalweg/graph/engine';

/** The most size arguments for each slot. */
const MOST_SIZE_ARGUMENTS = 7;

/** The size of a table: the numbers of slots and of outputs that have addresses in it. */
interface TableSize {
  readonly slots: number;
  readonly outputs: number;
}

/** The number of entries of a table. */
export function entriesOf({ slots, outputs }: TableSize): number {
  return slots + outputs + 1 + MOST_SIZE_ARGUMENTS * slots;
}

/** The table of addresses that the code of executables for the same slots reads. */
export class AddressTable {
  /** The address of the table. */
  readonly table: number;
  /**
   * The number of its entries: addresses of slots; from `columns` on addresses of columns for outputs; at `taken` the number of
   * steps taken; then size arguments.
   */
  readonly places: number;
  readonly columns: number;
  readonly taken: number;
  readonly #numbers: ReadonlyMap<Slot, number>;

  constructor(table: number, slots: readonly Slot[], size: TableSize) {
    this.table = table;
    this.#numbers = new Map(slots.map((slot, number) => [slot, number]));
    this.places = entriesOf(size);
    this.columns = size.slots;
    this.taken = size.slots + size.outputs;
  }

  /** The entry of the table that is the address of a slot's storage. */
  placeOf(slot: Slot): number {
    return this.#numbers.get(slot)!;
  }

  /** The address of the n-th size argument. */
  sizeArgument(n: number): number {
    return this.table + 4 * (this.taken + 1 + n);
  }
}
