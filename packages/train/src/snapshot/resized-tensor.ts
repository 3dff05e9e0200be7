import { Tensor } from '@thalweg/tensor';

/**
 * Returns a tensor of the shape of `now`: the elements of `saved` in the places that both have, and those of `now` in the
 * others. Both have as many axes, at least one.
 */
export function resizedTensor(saved: Tensor, now: Tensor): Tensor {
  const data = now.data.slice();
  /** Copies a block. Rows are counted in the tensors’ own lengths of the axes before. */
  const copy = (axis: number, from: number, to: number): void => {
    const [given, wanted] = [saved.shape[axis]!, now.shape[axis]!];
    const both = Math.min(given, wanted);
    if (axis + 1 === now.shape.length)
      return data.set(saved.data.subarray(from * given, from * given + both), to * wanted);
    for (let i = 0; i < both; i++) copy(axis + 1, from * given + i, to * wanted + i);
  };
  copy(0, 0, 0);
  return new Tensor(now.shape, now.dtype, data);
}
