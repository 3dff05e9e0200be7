import { allocate, fillNormal, sizeOf, tensor } from '@thalweg/tensor';
import type { Initializer } from './initializer.ts';

/** Normal with variance 1/size, for vectors of `size` along the last axis: their length is about 1. */
export const unitLength: Initializer = (key, shape, dtype) => {
  const data = fillNormal(allocate(dtype, sizeOf(shape)), key);
  const deviation = 1 / Math.sqrt(shape[shape.length - 1]!);
  return tensor(
    data.map(value => deviation * value),
    { shape },
  );
};
