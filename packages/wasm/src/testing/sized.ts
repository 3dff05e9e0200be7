import { parameter, state, type Register } from '@thalweg/graph';
import { isFloat, sizeOf, tensor, type DType, type Sizes, type Tensor } from '@thalweg/tensor';
import { numbers } from './both-ways.ts';

/** A register of a shape and a dtype, with numbers that are not alike: large ones in int32. */
export function sized(shape: Sizes, dtype: DType = 'float32'): Register<Sizes> {
  const found = numbers(sizeOf(shape)).map(x => {
    if (dtype === 'bool') return x > 0 ? 1 : 0;
    return dtype === 'int32' ? Math.round(2e8 * x) : x;
  });
  const value: Tensor<Sizes> = tensor(found, { shape, dtype });
  return isFloat(dtype) ? parameter(value) : state(value);
}
