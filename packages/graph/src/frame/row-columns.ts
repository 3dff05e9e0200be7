import { allocate, type TypedArray } from '@thalweg/tensor';
import type { Slot } from '../wire/slot.ts';

/** The columns that take the values of outputs in passes for single rows; they are used again. */
export class RowColumns {
  readonly #own: TypedArray[] = [];

  /** Writes the outputs of a row into the columns of `into`, which have room for `count` rows, after those of the rows before. */
  write(outputs: readonly Slot[], row: number, count: number, into: TypedArray[]): void {
    outputs.forEach(({ data, wire: { dtype } }, index) => {
      const size = count * data.length;
      const known = this.#own[index];
      const column = known !== undefined && known.length >= size ? known : allocate(dtype, size);
      this.#own[index] = column;
      const former = into[index];
      if (row > 0 && former !== column) column.set(former!.subarray(0, row * data.length));
      column.set(data, row * data.length);
      into[index] = column;
    });
  }
}
