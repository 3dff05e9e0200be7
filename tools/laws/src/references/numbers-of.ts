import { sizeOf, tensor, type DType, type Sizes, type Tensor } from '@thalweg/tensor';

/** Returns the numbers of the scripts in `tools/laws/reference` for a shape and a seed: exact in every dtype of floats. */
export function numbersOf(shape: Sizes, seed: number, dtype: DType = 'float64'): Tensor {
  const at = (i: number): number => (((i * i * 37 + i * (7919 + 211 * seed) + 104729 * seed) % 2003) - 1001) / 1024;
  return tensor(
    Array.from({ length: sizeOf(shape) }, (_, i) => at(i)),
    { shape, dtype },
  );
}
