import { allocate, isFloat, Tensor, type Sizes } from '@thalweg/tensor';

/** A tensor of a delta, and the number of examples behind it. */
export interface Weighted {
  readonly value: Tensor;
  readonly examples: number;
}

/**
 * Returns the mean of tensors, weighted by their examples. It adds in float64 and in the given order, so the bits depend on
 * nothing else. Integers have no mean: the first of them is returned.
 */
export function averageOf(weighted: readonly Weighted[]): Tensor {
  const { value: first } = weighted[0]!;
  if (!isFloat(first.dtype)) return first;
  const sum = new Float64Array(first.size);
  let total = 0;
  for (const { value, examples } of weighted) {
    const { data } = value;
    for (let i = 0; i < sum.length; i++) sum[i]! += examples * data[i]!;
    total += examples;
  }
  const mean = allocate(first.dtype, sum.length);
  for (let i = 0; i < sum.length; i++) mean[i] = sum[i]! / total;
  return new Tensor(first.shape as Sizes, first.dtype, mean);
}
