import type { Input } from '@thalweg/graph';
import { allocate, Tensor, type Sizes } from '@thalweg/tensor';
import { sizeOf } from '@thalweg/tensor';

/** A record that feeds some inputs: all elements are one number. */
export function blankRecord(
  inputs: readonly Input[],
  sizes: readonly Sizes[],
  element: number,
): Record<string, Tensor> {
  return Object.fromEntries(
    inputs.map(({ name, dtype }, n) => {
      const data = allocate(dtype, sizeOf(sizes[n]!));
      data.fill(element);
      return [name, new Tensor(sizes[n]!, dtype, data)];
    }),
  );
}
