import type { Node } from '@thalweg/graph';
import { sizeOf, type Sizes, Tensor, type TypedArray } from '@thalweg/tensor';

/** Outputs of more elements are handed out rather than copied from columns. */
const MOST = 256;

/** Returns the value of an output in the only row that was taken; `column` begins with it. */
export type RowTensor = (column: TypedArray) => Tensor;

/**
 * Returns true if passes for rows can deliver the values of all outputs: they have few elements, and known sizes. Then a pass
 * of one row allocates nothing but the tensors that `rowTensor` makes.
 */
export function fitColumns(outputs: readonly Node[]): boolean {
  return outputs.every(
    ({ shape }) => shape.every(length => typeof length === 'number') && sizeOf(shape as Sizes) <= MOST,
  );
}

/** Returns what copies the value of an output from its column to a tensor, which nobody writes; none for a scalar. */
export function rowTensor({ shape, dtype }: Node): RowTensor | undefined {
  if (shape.length === 0) return undefined;
  const sizes = shape as Sizes;
  const size = sizeOf(sizes);
  return column => {
    // A typed array would take several times as long.
    const numbers = new Array<number>(size);
    for (let i = 0; i < size; i++) numbers[i] = column[i]!;
    return new Tensor(sizes, dtype, numbers);
  };
}
