import { allocate, sizeOf, type DType, type TypedArray } from '@thalweg/tensor';
import type { Slot } from '../wire/slot.ts';

/** The columns that take the values of outputs in passes for single rows; they are used again. */
export class RowColumns {
  readonly #own: TypedArray[] = [];

  /**
   * Copies the columns of `into` that are a runner's here, with the values of the rows so far: the next pass may move the
   * memory of the runner.
   */
  keep(outputs: readonly Slot[], rows: number, count: number, into: TypedArray[]): void {
    outputs.forEach(({ shape, wire: { dtype } }, index) => {
      const former = into[index]!;
      const size = sizeOf(shape!);
      const column = this.#columnFor(index, dtype, count * size);
      if (former === column) return;
      column.set(former.subarray(0, rows * size));
      into[index] = column;
    });
  }

  /** Writes the outputs of a row into the columns of `into`, which have room for `count` rows, after those of the rows before. */
  write(outputs: readonly Slot[], row: number, count: number, into: TypedArray[]): void {
    outputs.forEach(({ data, wire: { dtype } }, index) => {
      const column = this.#columnFor(index, dtype, count * data.length);
      column.set(data, row * data.length);
      into[index] = column;
    });
  }

  #columnFor(index: number, dtype: DType, size: number): TypedArray {
    const known = this.#own[index];
    return known !== undefined && known.length >= size ? known : (this.#own[index] = allocate(dtype, size));
  }
}
