import {
  allocate,
  fillNormal,
  fillUniform,
  sizeOf,
  tensor,
  type DType,
  type Key,
  type Sizes,
  type Tensor,
} from '@thalweg/tensor';
import { fanIn, fanOut } from './fans.ts';

/** Makes the first values of a parameter: a pure function of the key. */
export type Initializer = (key: Key, shape: Sizes, dtype: 'float32' | 'float64') => Tensor;

/** Returns zeros, for biases. */
export const zeros: Initializer = (_key, shape, dtype) => tensor(allocate(dtype, sizeOf(shape)), { shape });

/** Returns ones, for factors. */
export const ones: Initializer = (_key, shape, dtype) => tensor(allocate(dtype, sizeOf(shape)).fill(1), { shape });

// Of weights `[in, out]`; of a kernel `[…window, channels, filters]`, in is window · channels and out is window · filters.

/**
 * Returns uniform numbers in ±√(6/(in + out)): they keep the variance through tanh and sigmoid layers, forward and
 * backward.
 *
 * - **Source** Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010,
 *   eq. 16
 */
export const glorotUniform: Initializer = (key, shape, dtype) =>
  uniform(key, shape, dtype, Math.sqrt(6 / (fanIn(shape) + fanOut(shape))));

/**
 * Returns normal numbers with variance 2/(in + out), that of `glorotUniform`.
 *
 * - **Source** Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010,
 *   eq. 12
 */
export const glorotNormal: Initializer = (key, shape, dtype) =>
  normal(key, shape, dtype, 2 / (fanIn(shape) + fanOut(shape)));

/**
 * Returns normal numbers with variance 2/in: they keep the variance through relu layers.
 *
 * - **Source** He et al., "Delving Deep into Rectifiers", 2015, eq. 10
 */
export const heNormal: Initializer = (key, shape, dtype) => normal(key, shape, dtype, 2 / fanIn(shape));

/**
 * Returns uniform numbers in ±√(6/in): they keep the variance through relu layers.
 *
 * - **Source** He et al., "Delving Deep into Rectifiers", 2015, eq. 10
 */
export const heUniform: Initializer = (key, shape, dtype) => uniform(key, shape, dtype, Math.sqrt(6 / fanIn(shape)));

/**
 * Returns normal numbers with variance 1/in: they keep the variance through self-normalizing layers.
 *
 * - **Source** LeCun et al., "Efficient BackProp", 1998, §4.6
 */
export const lecunNormal: Initializer = (key, shape, dtype) => normal(key, shape, dtype, 1 / fanIn(shape));

/**
 * Returns uniform numbers in ±√(3/in): they keep the variance through self-normalizing layers.
 *
 * - **Source** LeCun et al., "Efficient BackProp", 1998, §4.6
 */
export const lecunUniform: Initializer = (key, shape, dtype) => uniform(key, shape, dtype, Math.sqrt(3 / fanIn(shape)));

/** Uniform numbers in ±limit. */
function uniform(key: Key, shape: Sizes, dtype: 'float32' | 'float64', limit: number): Tensor {
  return scaled(fillUniform(floats(dtype, shape), key), shape, value => limit * (2 * value - 1));
}

function normal(key: Key, shape: Sizes, dtype: 'float32' | 'float64', variance: number): Tensor {
  const deviation = Math.sqrt(variance);
  return scaled(fillNormal(floats(dtype, shape), key), shape, value => deviation * value);
}

function floats(dtype: DType, shape: Sizes): Float32Array | Float64Array {
  return allocate(dtype, sizeOf(shape)) as Float32Array | Float64Array;
}

function scaled(data: Float32Array | Float64Array, shape: Sizes, scale: (value: number) => number): Tensor {
  for (let i = 0; i < data.length; i++) data[i] = scale(data[i]!);
  return tensor(data, { shape });
}
