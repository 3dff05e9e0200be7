import { fillUniform, foldIn, key, sizeOf, tensor, type DType, type Sizes, type Tensor } from '@thalweg/tensor';

/** Numbers and their sizes, before they have a dtype. */
export interface Plain {
  readonly shape: Sizes;
  readonly data: readonly number[];
}

/** Random numbers from -2 to 2 that float32 holds exactly. */
export function drawn(shape: Sizes, seed: number): Plain {
  const data = new Float64Array(sizeOf(shape));
  fillUniform(data, foldIn(key(2024), seed));
  return { shape, data: Array.from(data, u => Math.fround(4 * u - 2)) };
}

/** They as a tensor. */
export function tensorOf({ shape, data }: Plain, dtype: DType): Tensor {
  return tensor([...data], { shape, dtype });
}
